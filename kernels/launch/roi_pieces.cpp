// SPDX-License-Identifier: Apache-2.0
#include "kernels/launch/roi_pieces.hpp"

#include <algorithm>

namespace yttria {

namespace {

/// `target` moves on with the voxels when `step` is 1.
void add_pieces(const RoiRuns::Run& run, std::uint64_t target, std::uint64_t step,
                std::vector<RoiPiece>& pieces) {
  for (std::uint64_t first = run.first; first < run.last; first += roi_piece_voxels) {
    pieces.push_back(
        {first, std::min(first + roi_piece_voxels, run.last), target + step * (first - run.first)});
  }
}

}  // namespace

std::vector<RoiPiece> roi_pieces(const RoiLayout& layout) {
  std::vector<RoiPiece> pieces;
  for (std::size_t roi = 0; roi < layout.rois.size(); ++roi) {
    for (const RoiRuns::Run& run : layout.rois[roi].runs) add_pieces(run, roi, 0, pieces);
  }
  return pieces;
}

std::vector<RoiPiece> group_pieces(const RoiLayout& layout) {
  std::vector<RoiPiece> pieces;
  std::uint64_t place = 0;
  for (const RoiRuns::Run& run : layout.any.runs) {
    add_pieces(run, place, 1, pieces);
    place += run.last - run.first;
  }
  return pieces;
}

}  // namespace yttria
