// SPDX-License-Identifier: Apache-2.0
// Why CUDA, or a device, cannot be used: one line that names the remedy. From plain values, so that
// every line can be tested without a device, a driver or a toolkit.
#pragma once

#include <string>
#include <vector>

#include "kernels/launch/cuda_devices.hpp"

namespace yttria {

/// What a call of the CUDA runtime returned.
struct CudaAnswer {
  int code = 0;      // a cudaError_t, which keep their values
  std::string name;  // e.g. "cudaErrorNoDevice"
  std::string text;  // e.g. "no CUDA-capable device is detected"
};

/// Values of cudaError_t that have a line of their own; cuda_devices.cu asserts them.
namespace cuda_code {
constexpr int success = 0;
constexpr int out_of_memory = 2;
constexpr int stub_library = 34;
constexpr int insufficient_driver = 35;
constexpr int devices_unavailable = 46;
constexpr int invalid_device_function = 98;
constexpr int no_device = 100;
constexpr int no_kernel_image = 209;
constexpr int unsupported_ptx = 222;
}  // namespace cuda_code

/// Of CUDA, as CUDA numbers them: 13000 is 13.0; 0 for none.
struct CudaVersions {
  int driver = 0;   // the newest that the driver can serve
  int runtime = 0;  // this build's
};

/// Who may use a device, set with nvidia-smi -c.
enum class ComputeMode { shared, prohibited, exclusive };

/// "13.0" for 13000.
std::string cuda_version_text(int version);
/// "580.159.04 (CUDA 13.0)", less what is unknown ("" and 0); "" when there is no driver.
std::string driver_text(const std::string& version, int cuda_version);

/// For builds without nvcc.
std::string not_built_reason();

/// Why there is no device to ask: `answer` is that of cudaGetDeviceCount, success with a count of
/// 0 included; `visible_devices` is the variable CUDA_VISIBLE_DEVICES, null when it is not set.
std::string no_device_reason(const CudaAnswer& answer, const CudaVersions& versions,
                             const char* visible_devices);

/// Whether the architecture is too old for any build, so that there is nothing to ask CUDA.
bool too_old(const CudaDevice& device);

/// Why a device cannot be used, "" when it can: `answer` is that of the first call that failed.
std::string device_reason(const CudaDevice& device, ComputeMode mode, const CudaAnswer& answer,
                          const CudaVersions& versions);

/// Why none of the devices can be used; "" when one can. There is at least one.
std::string overall_reason(const std::vector<CudaDevice>& devices);

}  // namespace yttria
