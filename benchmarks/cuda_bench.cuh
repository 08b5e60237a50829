// SPDX-License-Identifier: Apache-2.0
// Times pieces of work on a device by CUDA's own clock: medians of repetitions, as text or JSON.
#pragma once

#include <cuda_runtime.h>

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <string>
#include <vector>

#include "kernels/launch/device_buffer.hpp"
#include "kernels/launch/device_stream.hpp"

namespace yttria {

inline constexpr int warm_ups = 2, repetitions = 9;

struct Row {
  std::string name;
  const char* unit;   // of an operation
  double operations;  // of one repetition
  double bytes;       // that it moves; 0: not a matter of memory
};

class Stopwatch {
 public:
  Stopwatch() {
    cuda_check(cudaEventCreate(&begin_), "make an event");
    cuda_check(cudaEventCreate(&end_), "make an event");
  }
  Stopwatch(const Stopwatch&) = delete;
  Stopwatch& operator=(const Stopwatch&) = delete;
  ~Stopwatch() {
    cudaEventDestroy(begin_);
    cudaEventDestroy(end_);
  }

  template <class F>
  double seconds(cudaStream_t stream, const F& work) {
    cuda_check(cudaEventRecord(begin_, stream), "record an event");
    work();
    cuda_check(cudaGetLastError(), "launch a benchmark");
    cuda_check(cudaEventRecord(end_, stream), "record an event");
    cuda_check(cudaEventSynchronize(end_), "run a benchmark");
    float milliseconds = 0;
    cuda_check(cudaEventElapsedTime(&milliseconds, begin_, end_), "read the time");
    return 1e-3 * static_cast<double>(milliseconds);
  }

 private:
  cudaEvent_t begin_ = nullptr, end_ = nullptr;
};

class Bench {
 public:
  Bench(bool json, unsigned multiprocessors) : json_(json), multiprocessors_(multiprocessors) {}
  cudaStream_t stream() const { return stream_.get(); }
  unsigned multiprocessors() const { return multiprocessors_; }

  /// `prepare` comes before each repetition and is not timed.
  template <class Prepare, class Work>
  void measure(const Row& row, const Prepare& prepare, const Work& work) {
    // Buffers are cleared in the default stream, which this one does not wait for.
    cuda_check(cudaDeviceSynchronize(), "clear memory");
    std::vector<double> seconds;
    for (int i = 0; i < warm_ups + repetitions; ++i) {
      prepare();
      const double once = watch_.seconds(stream(), work);
      if (i >= warm_ups) seconds.push_back(once);
    }
    std::sort(seconds.begin(), seconds.end());
    print(row, seconds);
  }

  void skip(const std::string& name, const std::string& reason) const {
    if (json_) {
      std::printf("{\"name\": \"%s\", \"skipped\": \"%s\"}\n", name.c_str(), reason.c_str());
    } else {
      std::printf("%-44s skipped: %s\n", name.c_str(), reason.c_str());
    }
    std::fflush(stdout);
  }

  /// What was computed must be right.
  void expect(const char* name, std::uint64_t computed, std::uint64_t expected) {
    if (computed == expected) return;
    std::fprintf(stderr, "%s: %llu instead of %llu\n", name,
                 static_cast<unsigned long long>(computed),
                 static_cast<unsigned long long>(expected));
    wrong_ = true;
  }
  bool wrong() const { return wrong_; }

 private:
  void print(const Row& row, const std::vector<double>& sorted) const {
    const double median = sorted[sorted.size() / 2];
    if (json_) {
      std::printf(
          "{\"name\": \"%s\", \"unit\": \"%s\", \"operations_per_second\": %.6g, "
          "\"bytes_per_second\": %.6g, \"operations\": %.17g, \"median_seconds\": %.6g, "
          "\"fastest_seconds\": %.6g, \"slowest_seconds\": %.6g, \"repetitions\": %d}\n",
          row.name.c_str(), row.unit, row.operations / median, row.bytes / median, row.operations,
          median, sorted.front(), sorted.back(), repetitions);
    } else {
      std::printf("%-44s %9.4g %s/s", row.name.c_str(), row.operations / median, row.unit);
      if (row.bytes > 0) std::printf(", %.4g bytes/s", row.bytes / median);
      std::printf("  (%.4g ms, %.4g to %.4g)\n", 1e3 * median, 1e3 * sorted.front(),
                  1e3 * sorted.back());
    }
    std::fflush(stdout);
  }

  bool json_, wrong_ = false;
  unsigned multiprocessors_;
  DeviceStream stream_;
  Stopwatch watch_;
};

constexpr auto nothing = [] {};

}  // namespace yttria
