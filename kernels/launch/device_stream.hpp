// SPDX-License-Identifier: Apache-2.0
// A CUDA stream with an owner. Only for .cu files of this folder.
#pragma once

#include <cuda_runtime.h>

#include <utility>

#include "kernels/launch/device_buffer.hpp"

namespace yttria {

/// Work in it waits for nothing but what it is told to wait for.
class DeviceStream {
 public:
  DeviceStream() {
    cuda_check(cudaStreamCreateWithFlags(&stream_, cudaStreamNonBlocking), "make a stream");
    cuda_check(cudaEventCreateWithFlags(&event_, cudaEventDisableTiming), "make an event");
  }
  DeviceStream(DeviceStream&& other) noexcept
      : stream_(std::exchange(other.stream_, nullptr)),
        event_(std::exchange(other.event_, nullptr)) {}
  DeviceStream& operator=(DeviceStream&& other) = delete;
  ~DeviceStream() {
    if (event_ != nullptr) cudaEventDestroy(event_);
    if (stream_ != nullptr) cudaStreamDestroy(stream_);
  }

  cudaStream_t get() const { return stream_; }

  /// What comes after this in here waits for all that is in `other` now.
  void wait_for(DeviceStream& other) {
    cuda_check(cudaEventRecord(other.event_, other.stream_), "record an event");
    cuda_check(cudaStreamWaitEvent(stream_, other.event_, 0), "wait for an event");
  }
  void synchronise() { cuda_check(cudaStreamSynchronize(stream_), "transport"); }

 private:
  cudaStream_t stream_ = nullptr;
  cudaEvent_t event_ = nullptr;
};

}  // namespace yttria
