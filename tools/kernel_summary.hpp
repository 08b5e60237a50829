// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "engine/kernel_methods/kernel.hpp"

namespace yttria {

/// What a kernel is, its first values and its energy.
std::string kernel_text(const VoxelKernel& kernel);
std::string kernel_text(const PointKernel& kernel);
nlohmann::ordered_json kernel_json(const VoxelKernel& kernel);
nlohmann::ordered_json kernel_json(const PointKernel& kernel);

}  // namespace yttria
