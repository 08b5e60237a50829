// SPDX-License-Identifier: Apache-2.0
// What the program says about CUDA devices: for `yttria devices` and `yttria check`.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "kernels/launch/cuda_devices.hpp"

namespace yttria {

/// Several lines: what it is, memory, errors, clocks, and whether it can be used.
std::string device_text(const CudaDevice& device, const DeviceHealth& health);
/// The same; what is unknown is null.
nlohmann::ordered_json device_json(const CudaDevice& device, const DeviceHealth& health);

}  // namespace yttria
