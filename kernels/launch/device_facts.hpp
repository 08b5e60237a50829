// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "kernels/launch/cuda_devices.hpp"

namespace yttria {

/// What a result should say of the device it was computed on: driver, clocks and temperature while
/// it was busy, and the memory errors that came up from `before` to `now`. What the driver does not
/// tell is left out.
std::vector<std::pair<std::string, std::string>> device_facts(const std::string& driver,
                                                              const DeviceHealth& before,
                                                              const DeviceHealth& busy,
                                                              const DeviceHealth& now);

}  // namespace yttria
