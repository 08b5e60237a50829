// SPDX-License-Identifier: Apache-2.0
// Device memory with an owner. Only for .cu files of this folder.
#pragma once

#include <cuda_runtime.h>

#include <cstdint>
#include <stdexcept>
#include <string>
#include <utility>

namespace yttria {

inline void cuda_check(cudaError_t status, const char* what) {
  if (status != cudaSuccess) {
    throw std::runtime_error(std::string("CUDA: ") + what + ": " + cudaGetErrorString(status));
  }
}

template <class T>
class DeviceBuffer {
 public:
  DeviceBuffer() = default;
  explicit DeviceBuffer(std::uint64_t size) : size_(size) {
    if (size == 0) return;
    cuda_check(cudaMalloc(reinterpret_cast<void**>(&data_), size * sizeof(T)), "allocate");
    cuda_check(cudaMemset(data_, 0, size * sizeof(T)), "clear");
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

  void upload(const T* host) {
    if (size_ == 0) return;
    cuda_check(cudaMemcpy(data_, host, size_ * sizeof(T), cudaMemcpyHostToDevice), "upload");
  }
  void download(T* host) const {
    if (size_ == 0) return;
    cuda_check(cudaMemcpy(host, data_, size_ * sizeof(T), cudaMemcpyDeviceToHost), "download");
  }

 private:
  T* data_ = nullptr;
  std::uint64_t size_ = 0;
};

}  // namespace yttria
