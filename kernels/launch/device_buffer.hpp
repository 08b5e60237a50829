// SPDX-License-Identifier: Apache-2.0
// Device memory with an owner. Only for .cu files of this folder.
#pragma once

#include <cuda_runtime.h>

#include <cstdint>
#include <string>
#include <utility>

#include "kernels/launch/device_error.hpp"

namespace yttria {

/// Throws DeviceError with what was tried and CUDA's own words.
inline void cuda_check(cudaError_t status, const char* what) {
  if (status != cudaSuccess) {
    throw DeviceError(std::string("CUDA failed to ") + what + ": " + cudaGetErrorString(status) +
                      " (" + cudaGetErrorName(status) + ")");
  }
}

template <class T>
class DeviceBuffer {
 public:
  DeviceBuffer() = default;
  explicit DeviceBuffer(std::uint64_t size) : DeviceBuffer() {  // so that it frees when it throws
    size_ = size;
    if (size == 0) return;
    cuda_check(cudaMalloc(reinterpret_cast<void**>(&data_), bytes()), "allocate device memory");
    cuda_check(cudaMemset(data_, 0, bytes()), "clear device memory");
    // That may still be under way, in a stream that ours do not wait for.
    cuda_check(cudaStreamSynchronize(cudaStreamLegacy), "clear device memory");
  }
  DeviceBuffer(DeviceBuffer&& other) noexcept
      : data_(std::exchange(other.data_, nullptr)), size_(std::exchange(other.size_, 0)) {}
  DeviceBuffer& operator=(DeviceBuffer&& other) noexcept {
    std::swap(data_, other.data_);
    std::swap(size_, other.size_);
    return *this;
  }
  ~DeviceBuffer() { cudaFree(data_); }

  T* data() const { return data_; }
  std::uint64_t size() const { return size_; }
  std::uint64_t bytes() const { return size_ * sizeof(T); }

 private:
  T* data_ = nullptr;
  std::uint64_t size_ = 0;
};

}  // namespace yttria
