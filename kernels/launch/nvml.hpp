// SPDX-License-Identifier: Apache-2.0
// NVIDIA's management library, part of the driver, opened at run time: nothing links it, so the
// same program runs where it is missing.
#pragma once

#include <string>

#include "kernels/launch/cuda_devices.hpp"

namespace yttria {

/// The library for as long as this lives. Where it is missing, every answer is empty.
class Nvml {
 public:
  explicit Nvml(const char* library = "libnvidia-ml.so.1");
  ~Nvml();
  Nvml(const Nvml&) = delete;
  Nvml& operator=(const Nvml&) = delete;

  std::string driver_version() const;  // e.g. "580.159.04"
  DeviceHealth health(const std::string& pci_bus_id) const;

 private:
  void* library_ = nullptr;  // null unless it could be opened and initialised
};

}  // namespace yttria
