// SPDX-License-Identifier: Apache-2.0
// Asks CUDA what the devices are and whether they run this build. No device code here.
#include <cuda.h>
#include <cuda_runtime.h>
#include <dlfcn.h>

#include <algorithm>
#include <cstdlib>
#include <future>
#include <vector>

#include "kernels/launch/cuda_devices.hpp"
#include "kernels/launch/cuda_reason.hpp"
#include "kernels/launch/launch_plan.hpp"
#include "kernels/launch/nvml.hpp"
#include "kernels/launch/transport_kernel.hpp"

namespace yttria {

namespace {

static_assert(cudaSuccess == cuda_code::success, "");
static_assert(cudaErrorMemoryAllocation == cuda_code::out_of_memory, "");
static_assert(cudaErrorStubLibrary == cuda_code::stub_library, "");
static_assert(cudaErrorInsufficientDriver == cuda_code::insufficient_driver, "");
static_assert(cudaErrorDevicesUnavailable == cuda_code::devices_unavailable, "");
static_assert(cudaErrorInvalidDeviceFunction == cuda_code::invalid_device_function, "");
static_assert(cudaErrorNoDevice == cuda_code::no_device, "");
static_assert(cudaErrorNoKernelImageForDevice == cuda_code::no_kernel_image, "");
static_assert(cudaErrorUnsupportedPtxVersion == cuda_code::unsupported_ptx, "");

CudaAnswer answer_of(cudaError_t error) {
  return {error, cudaGetErrorName(error), cudaGetErrorString(error)};
}

/// 0 where the device does not tell.
int attribute(cudaDeviceAttr which, int index) {
  int value = 0;
  return cudaDeviceGetAttribute(&value, which, index) == cudaSuccess ? value : 0;
}

ComputeMode compute_mode(int index) {
  switch (attribute(cudaDevAttrComputeMode, index)) {
    case cudaComputeModeProhibited:
      return ComputeMode::prohibited;
    case cudaComputeModeExclusive:
    case cudaComputeModeExclusiveProcess:
      return ComputeMode::exclusive;
    default:
      return ComputeMode::shared;
  }
}

/// What can be known without a context.
cudaError_t describe(CudaDevice& device) {
  device.name = "device " + std::to_string(device.index);
  cudaDeviceProp properties;
  const cudaError_t error = cudaGetDeviceProperties(&properties, device.index);
  if (error != cudaSuccess) return error;
  device.name = properties.name;
  device.compute_major = properties.major;
  device.compute_minor = properties.minor;
  device.multiprocessors = properties.multiProcessorCount;
  device.memory_total_bytes = properties.totalGlobalMem;
  device.ecc_enabled = properties.ECCEnabled != 0;
  device.sm_clock_max_MHz = attribute(cudaDevAttrClockRate, device.index) * 1e-3;  // from kHz
  char bus_id[32] = "";
  if (cudaDeviceGetPCIBusId(bus_id, sizeof bus_id, device.index) == cudaSuccess) {
    device.pci_bus_id = bus_id;
  }
  return cudaSuccess;
}

/// Whether this process has its context on a device; true where that cannot be known. Only the
/// driver's own interface tells; it is loaded already, and nothing links it.
bool has_context(int index) {
  void* driver = dlopen("libcuda.so.1", RTLD_LAZY | RTLD_NOLOAD);
  if (driver == nullptr) return true;
  const auto state = reinterpret_cast<decltype(&cuDevicePrimaryCtxGetState)>(
      dlsym(driver, "cuDevicePrimaryCtxGetState"));
  unsigned flags = 0;
  int active = 1;
  if (state == nullptr || state(index, &flags, &active) != CUDA_SUCCESS) active = 1;
  dlclose(driver);
  return active != 0;
}

/// Of the current device: whether it runs the kernel; and its free memory, on the way.
cudaError_t ask_kernel(CudaDevice& device) {
  cudaFuncAttributes attributes;
  cudaError_t error = cudaFuncGetAttributes(&attributes, transport_kernel());
  if (error != cudaSuccess) return error;
  std::size_t free_bytes = 0, total_bytes = 0;
  error = cudaMemGetInfo(&free_bytes, &total_bytes);
  device.memory_free_bytes = free_bytes;
  const int threads = attribute(cudaDevAttrMaxThreadsPerMultiProcessor, device.index);
  device.memory_usable_bytes = memory_for_plan(
      free_bytes, attributes.localSizeBytes,
      static_cast<std::uint64_t>(threads) * static_cast<std::uint64_t>(device.multiprocessors));
  return error;
}

cudaError_t try_kernel(CudaDevice& device, bool keep_context) {
  const bool leave = keep_context || has_context(device.index);
  cudaError_t error = cudaSetDevice(device.index);  // makes the context
  if (error != cudaSuccess) return error;  // the current device is another one: not to be reset
  error = ask_kernel(device);
  if (!leave) cudaDeviceReset();
  return error;
}

CudaDevice probed(int index, const CudaVersions& versions, bool keep_context) {
  CudaDevice device;
  device.index = index;
  cudaError_t error = describe(device);
  const ComputeMode mode = compute_mode(index);
  if (error == cudaSuccess && !too_old(device) && mode != ComputeMode::prohibited) {
    error = try_kernel(device, keep_context);
  }
  device.reason = device_reason(device, mode, answer_of(error), versions);
  device.usable = device.reason.empty();
  return device;
}

CudaDevice not_asked(int index) {
  CudaDevice device;
  device.index = index;
  describe(device);
  device.reason = device.name + " was not asked";
  return device;
}

/// Which devices to ask: null means all.
CudaStatus ask(const std::vector<int>* wanted) {
  CudaStatus status;
  CudaVersions versions;
  cudaDriverGetVersion(&versions.driver);
  cudaRuntimeGetVersion(&versions.runtime);
  status.runtime = "CUDA " + cuda_version_text(versions.runtime);
  status.driver = driver_text(Nvml().driver_version(), versions.driver);
  int count = 0;
  const cudaError_t error = cudaGetDeviceCount(&count);
  if (error != cudaSuccess || count == 0) {
    status.reason =
        no_device_reason(answer_of(error), versions, std::getenv("CUDA_VISIBLE_DEVICES"));
    return status;
  }
  for (int i = 0; i < count; ++i) {
    const bool asked = wanted == nullptr ||
                       std::find(wanted->begin(), wanted->end(), i) != wanted->end() ||
                       (wanted->empty() && status.first_usable() < 0);
    status.devices.push_back(asked ? probed(i, versions, wanted != nullptr) : not_asked(i));
  }
  status.reason = overall_reason(status.devices);
  status.usable = status.reason.empty();
  return status;
}

}  // namespace

// The current device and the last error belong to a thread: with one of its own, the questions
// leave no trace on the caller's.
CudaStatus cuda_status() {
  return std::async(std::launch::async, ask, nullptr).get();
}

CudaStatus cuda_status_for(const std::vector<int>& wanted) {
  return std::async(std::launch::async, ask, &wanted).get();
}

}  // namespace yttria
