// SPDX-License-Identifier: Apache-2.0
#include "kernels/launch/cuda_reason.hpp"

namespace yttria {

namespace {

/// Branch of the driver that serves a major version of the runtime, with its minor ones.
std::string needed_driver(int runtime) {
  switch (runtime / 1000) {
    case 12:
      return "525 or newer";
    case 13:
      return "580 or newer";
    default:
      return "one for CUDA " + cuda_version_text(runtime) + " or newer";
  }
}

std::string old_driver_reason(const CudaVersions& versions) {
  std::string reason = "the NVIDIA driver serves CUDA up to " + cuda_version_text(versions.driver) +
                       " and this build needs " + cuda_version_text(versions.runtime) +
                       ": update the driver to " + needed_driver(versions.runtime);
  const int major = versions.driver / 1000;
  if (major >= 12) reason += ", or build with CUDA Toolkit " + std::to_string(major);
  return reason;
}

std::string named(const CudaAnswer& answer) {
  return answer.name + " (" + answer.text + ")";
}

/// The command that lets every process use the device.
std::string share_command(const CudaDevice& device) {
  return "nvidia-smi -i " + device.pci_bus_id + " -c DEFAULT";
}

std::string capability_text(const CudaDevice& device) {
  return "compute capability " + std::to_string(device.compute_major) + "." +
         std::to_string(device.compute_minor);
}

std::string no_code_reason(const CudaDevice& device) {
  if (too_old(device)) {
    return "has " + capability_text(device) +
           "; Yttria runs on Turing (7.5) and newer: use another device or the CPU";
  }
  return "has " + capability_text(device) +
         ", for which this build has no code (Turing (7.5) and newer can be chosen): configure "
         "with -DCMAKE_CUDA_ARCHITECTURES=native on this machine and build again";
}

std::string unavailable_reason(const CudaDevice& device, ComputeMode mode) {
  if (mode == ComputeMode::exclusive) {
    return "is taken by another process (compute mode Exclusive Process): wait, use another "
           "device, or let processes share it with " +
           share_command(device);
  }
  return "is busy or unavailable: nvidia-smi shows who uses it; wait or use another device";
}

std::string unsupported_ptx_reason(const CudaVersions& versions) {
  return "needs code that its driver (CUDA " + cuda_version_text(versions.driver) +
         ") cannot compile from this build's (CUDA " + cuda_version_text(versions.runtime) +
         "): update the driver, or configure with -DCMAKE_CUDA_ARCHITECTURES=native on this "
         "machine and build again";
}

/// What follows the name of the device.
std::string complaint(const CudaDevice& device, ComputeMode mode, const CudaAnswer& answer,
                      const CudaVersions& versions) {
  if (too_old(device)) return no_code_reason(device);
  if (mode == ComputeMode::prohibited) {
    return "is closed to all processes (compute mode Prohibited): use another device, or open it "
           "with " +
           share_command(device);
  }
  switch (answer.code) {
    case cuda_code::success:
      return "";
    case cuda_code::no_kernel_image:
    case cuda_code::invalid_device_function:
      return no_code_reason(device);
    case cuda_code::devices_unavailable:
      return unavailable_reason(device, mode);
    case cuda_code::unsupported_ptx:
      return unsupported_ptx_reason(versions);
    case cuda_code::out_of_memory:
      return "has no memory left to start with: nvidia-smi shows who holds it; wait or use another "
             "device";
    default:
      return "answers " + named(answer) +
             ": look for errors with nvidia-smi -q and dmesg, or use another device";
  }
}

}  // namespace

std::string cuda_version_text(int version) {
  return std::to_string(version / 1000) + "." + std::to_string(version % 1000 / 10);
}

std::string driver_text(const std::string& version, int cuda_version) {
  if (cuda_version == 0) return version;
  const std::string cuda = "CUDA " + cuda_version_text(cuda_version);
  return version.empty() ? cuda : version + " (" + cuda + ")";
}

std::string not_built_reason() {
  return "this build has no CUDA backend: install the CUDA Toolkit (12 or newer), configure with "
         "-DYTTRIA_CUDA=ON and build again";
}

std::string no_device_reason(const CudaAnswer& answer, const CudaVersions& versions,
                             const char* visible_devices) {
  if (versions.driver == 0 || answer.code == cuda_code::stub_library) {
    return "no NVIDIA driver is installed (its libcuda.so.1 is missing): install driver " +
           needed_driver(versions.runtime) +
           "; a container has to be started with its GPUs (docker run --gpus all)";
  }
  if (answer.code == cuda_code::insufficient_driver) return old_driver_reason(versions);
  if (answer.code != cuda_code::success && answer.code != cuda_code::no_device) {
    return "CUDA does not start: " + named(answer) +
           "; check that nvidia-smi works, and restart the machine if its driver was updated";
  }
  if (visible_devices != nullptr) {
    return "no CUDA device is visible: CUDA_VISIBLE_DEVICES is '" + std::string(visible_devices) +
           "'; unset it, or name devices that nvidia-smi -L lists";
  }
  return "no CUDA device is visible: check that nvidia-smi -L lists one (CUDA_VISIBLE_DEVICES is "
         "not set)";
}

bool too_old(const CudaDevice& device) {
  const int capability = 10 * device.compute_major + device.compute_minor;  // 0 when unknown
  return 0 < capability && capability < 75;
}

std::string device_reason(const CudaDevice& device, ComputeMode mode, const CudaAnswer& answer,
                          const CudaVersions& versions) {
  const std::string what = complaint(device, mode, answer, versions);
  return what.empty() ? "" : device.name + " " + what;
}

std::string overall_reason(const std::vector<CudaDevice>& devices) {
  std::string reasons;
  for (const CudaDevice& device : devices) {
    if (device.usable) return "";
    reasons += "; device " + std::to_string(device.index) + ": " + device.reason;
  }
  if (devices.size() == 1) return devices.front().reason;
  return "none of the " + std::to_string(devices.size()) + " devices can be used" + reasons;
}

}  // namespace yttria
