// SPDX-License-Identifier: Apache-2.0
// The few functions of NVML's stable C interface that are used are declared here: its header is no
// part of a small CUDA Toolkit, and builds without one have this file as well.
#include "kernels/launch/nvml.hpp"

#include <dlfcn.h>

struct nvmlDevice_st;  // at the place where NVML has it: sanitizers compare the types of functions

namespace yttria {

namespace {

using Device = nvmlDevice_st*;
constexpr int success = 0;            // NVML_SUCCESS
constexpr int sm_clock = 1;           // NVML_CLOCK_SM
constexpr int memory_clock = 2;       // NVML_CLOCK_MEM
constexpr int core_temperature = 0;   // NVML_TEMPERATURE_GPU
constexpr int corrected = 0;          // NVML_MEMORY_ERROR_TYPE_CORRECTED
constexpr int uncorrected = 1;        // NVML_MEMORY_ERROR_TYPE_UNCORRECTED
constexpr int since_driver_load = 0;  // NVML_VOLATILE_ECC

/// Calls a function of the library; false when it is not there or fails.
template <class... Arguments>
bool call(void* library, const char* name, Arguments... arguments) {
  if (library == nullptr) return false;
  const auto function = reinterpret_cast<int (*)(Arguments...)>(dlsym(library, name));
  return function != nullptr && function(arguments...) == success;
}

template <class Answer, class Value, class... Choices>
std::optional<Answer> ask(void* library, const char* name, Device device, Choices... choices) {
  Value value = 0;
  if (!call(library, name, device, choices..., &value)) return std::nullopt;
  return static_cast<Answer>(value);
}

}  // namespace

Nvml::Nvml(const char* library) : library_(dlopen(library, RTLD_LAZY | RTLD_LOCAL)) {
  if (library_ != nullptr && !call(library_, "nvmlInit_v2")) {
    dlclose(library_);
    library_ = nullptr;
  }
}

Nvml::~Nvml() {
  if (library_ == nullptr) return;
  call(library_, "nvmlShutdown");
  dlclose(library_);
}

std::string Nvml::driver_version() const {
  char version[80] = "";  // NVML_SYSTEM_DRIVER_VERSION_BUFFER_SIZE
  const auto size = static_cast<unsigned>(sizeof version);
  return call(library_, "nvmlSystemGetDriverVersion", &version[0], size) ? version : "";
}

DeviceHealth Nvml::health(const std::string& pci_bus_id) const {
  Device device = nullptr;
  DeviceHealth health;
  if (!call(library_, "nvmlDeviceGetHandleByPciBusId_v2", pci_bus_id.c_str(), &device)) {
    return health;
  }
  const auto clock_MHz = [&](int clock) {
    return ask<double, unsigned>(library_, "nvmlDeviceGetClockInfo", device, clock);
  };
  const auto errors = [&](int type) {
    return ask<std::uint64_t, unsigned long long>(library_, "nvmlDeviceGetTotalEccErrors", device,
                                                  type, since_driver_load);
  };
  health.sm_clock_MHz = clock_MHz(sm_clock);
  health.memory_clock_MHz = clock_MHz(memory_clock);
  health.temperature_C =
      ask<double, unsigned>(library_, "nvmlDeviceGetTemperature", device, core_temperature);
  health.ecc_corrected = errors(corrected);
  health.ecc_uncorrected = errors(uncorrected);
  return health;
}

DeviceHealth device_health(const CudaDevice& device) {
  return Nvml().health(device.pci_bus_id);
}

}  // namespace yttria
