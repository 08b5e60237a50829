// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "kernels/launch/fold.hpp"
#include "kernels/launch/roi_layout.hpp"

namespace yttria {

inline constexpr std::uint64_t roi_piece_voxels = 32;  // of a piece, at most

/// Runs of voxels cut into pieces of similar length, each the work of one thread.
std::vector<RoiPiece> roi_pieces(const RoiLayout& layout);    // target: the ROI
std::vector<RoiPiece> group_pieces(const RoiLayout& layout);  // of the union; target: first place

}  // namespace yttria
