// SPDX-License-Identifier: Apache-2.0
// What a GPU does per second of the pieces that a run is made of: random numbers, additions to the
// tally, folding of a batch into the sums; beside the bandwidth of its memory. Every piece is
// checked, for the speed of a wrong result says nothing.
//
// Usage: yttria_bench_cuda [--json]. Exit code 77 without a GPU, 1 when a result is wrong.
#include <cuda_runtime.h>
#include <thrust/execution_policy.h>
#include <thrust/for_each.h>
#include <thrust/iterator/counting_iterator.h>

#include <cstdint>
#include <cstdio>
#include <cstring>
#include <exception>
#include <string>
#include <vector>

#include "benchmarks/cuda_bench.cuh"
#include "kernels/core/rng.hpp"
#include "kernels/launch/atomic.hpp"
#include "kernels/launch/device_buffer.hpp"
#include "kernels/launch/fold.hpp"

namespace yttria {

namespace {

constexpr unsigned block_threads = 256;
constexpr std::uint32_t edge = 100;  // voxels
constexpr std::uint32_t voxels_of_atomics = edge * edge * edge;
constexpr std::uint64_t seed = 1;

// ---- random numbers ---------------------------------------------------------------------------

constexpr std::uint32_t draws_per_thread = 4096;

/// All bits of a history's first draws, so that none can be left out.
YTTRIA_HD std::uint32_t mixed_draws(std::uint64_t history) {
  std::uint32_t mixed = 0;
  for (std::uint32_t draw = 0; draw < draws_per_thread; ++draw) {
    const RandomBlock block = random_block(seed, history, 1, draw);
    mixed ^= block.word[0] ^ block.word[1] ^ block.word[2] ^ block.word[3];
  }
  return mixed;
}

__global__ void draw_numbers(std::uint32_t* mixed) {
  const std::uint32_t thread = blockIdx.x * blockDim.x + threadIdx.x;
  mixed[thread] = mixed_draws(thread);
}

void random_numbers(Bench& bench) {
  const unsigned blocks = 16 * bench.multiprocessors();
  const std::uint64_t threads = std::uint64_t{blocks} * block_threads;
  const DeviceBuffer<std::uint32_t> mixed(threads);
  const double drawn = static_cast<double>(threads) * draws_per_thread;
  bench.measure({"Philox4x32-10, blocks of four words", "blocks", drawn, 16 * drawn}, nothing,
                [&] { draw_numbers<<<blocks, block_threads, 0, bench.stream()>>>(mixed.data()); });
  std::vector<std::uint32_t> found(threads);
  cuda_check(cudaMemcpy(found.data(), mixed.data(), mixed.bytes(), cudaMemcpyDeviceToHost),
             "download");
  for (const std::uint64_t thread : {std::uint64_t{0}, threads / 2, threads - 1}) {
    bench.expect("random numbers", found[thread], mixed_draws(thread));
  }
}

// ---- additions to the tally -------------------------------------------------------------------

constexpr std::uint32_t additions_per_thread = 1024;
constexpr std::uint32_t additions_per_track = 8;

__device__ std::uint32_t scatter(std::uint32_t a, std::uint32_t b) {
  std::uint32_t h = a * 0x9E3779B1u + b * 0x85EBCA6Bu;
  h ^= h >> 16;
  h *= 0x7FEB352Du;
  return h ^ h >> 15;
}

/// Anywhere: no two additions have to do with each other.
struct AnyVoxel {
  __device__ std::uint32_t operator()(std::uint32_t thread, std::uint32_t i, std::uint32_t) const {
    return __umulhi(scatter(thread, i), voxels_of_atomics);
  }
};

struct OneVoxel {
  __device__ std::uint32_t operator()(std::uint32_t, std::uint32_t, std::uint32_t) const {
    return voxels_of_atomics / 2;
  }
};

/// Like tracks: the lanes of a warp begin side by side and go to voxels next to their last one.
struct NextVoxel {
  __device__ std::uint32_t operator()(std::uint32_t thread, std::uint32_t i,
                                      std::uint32_t last) const {
    if (i % additions_per_track == 0) {
      const std::uint32_t begin = __umulhi(scatter(thread / 32, i), voxels_of_atomics);
      return (begin + thread % 32) % voxels_of_atomics;
    }
    const std::uint32_t way = scatter(thread, i);
    const std::uint32_t along = way % 3;
    const std::uint32_t step = along == 0 ? 1 : along == 1 ? edge : edge * edge;
    return (last + ((way >> 16) % 2 == 0 ? step : voxels_of_atomics - step)) % voxels_of_atomics;
  }
};

/// Quanta of one addition; 4.5 on average over eight threads.
YTTRIA_HD std::uint32_t quanta(std::uint32_t thread, std::uint32_t i) {
  return 1 + (thread + i) % 8;
}

template <class Voxel>
__global__ void add_to_voxels(std::uint64_t* energy, Voxel voxel) {
  const std::uint32_t thread = blockIdx.x * blockDim.x + threadIdx.x;
  std::uint32_t at = 0;
  for (std::uint32_t i = 0; i < additions_per_thread; ++i) {
    at = voxel(thread, i, at);
    atomic_add(energy + at, quanta(thread, i));
  }
}

std::uint64_t sum_of(const DeviceBuffer<std::uint64_t>& words) {
  std::vector<std::uint64_t> host(words.size());
  cuda_check(cudaMemcpy(host.data(), words.data(), words.bytes(), cudaMemcpyDeviceToHost),
             "download");
  std::uint64_t sum = 0;
  for (const std::uint64_t word : host) sum += word;
  return sum;
}

template <class Voxel>
void additions(Bench& bench, const char* name, const Voxel& voxel) {
  const unsigned blocks = 8 * bench.multiprocessors();
  const std::uint64_t count = std::uint64_t{blocks} * block_threads * additions_per_thread;
  const DeviceBuffer<std::uint64_t> energy(voxels_of_atomics);
  const Row row = {std::string("64-bit additions, ") + name, "additions",
                   static_cast<double>(count), 8 * static_cast<double>(count)};
  bench.measure(row, nothing, [&] {
    add_to_voxels<<<blocks, block_threads, 0, bench.stream()>>>(energy.data(), voxel);
  });
  bench.expect(name, sum_of(energy), count / 2 * 9 * (warm_ups + repetitions));
}

// ---- memory and the fold ----------------------------------------------------------------------

constexpr std::uint64_t batch_energy = 12345;

struct SetEnergy {
  std::uint64_t* energy;
  YTTRIA_HD void operator()(std::uint64_t voxel) const { energy[voxel] = batch_energy; }
};

/// The way the backend runs its folds.
template <class F>
void for_each(Bench& bench, std::uint64_t count, const F& f) {
  thrust::for_each_n(thrust::cuda::par_nosync.on(bench.stream()),
                     thrust::counting_iterator<std::uint64_t>(0), count, f);
}

bool has_room(Bench& bench, const std::string& name, std::uint64_t bytes) {
  std::size_t free = 0, total = 0;
  cuda_check(cudaMemGetInfo(&free, &total), "ask for free memory");
  if (bytes + (bytes >> 4) < free) return true;
  bench.skip(name, "needs " + std::to_string(bytes >> 20) + " MiB, " + std::to_string(free >> 20) +
                       " MiB are free");
  return false;
}

void memory(Bench& bench, std::uint64_t words) {
  const std::string of = ", " + std::to_string(words) + " words of 64 bits";
  if (!has_room(bench, "memory" + of, 16 * words)) return;
  const DeviceBuffer<std::uint64_t> from(words), to(words);
  const double count = static_cast<double>(words);
  bench.measure({"fill" + of, "words", count, 8 * count}, nothing, [&] {
    cuda_check(cudaMemsetAsync(from.data(), 1, from.bytes(), bench.stream()), "fill");
  });
  bench.measure({"copy" + of, "words", count, 16 * count}, nothing, [&] {
    cuda_check(cudaMemcpyAsync(to.data(), from.data(), from.bytes(), cudaMemcpyDeviceToDevice,
                               bench.stream()),
               "copy");
  });
}

/// One batch into the sums. Of an empty voxel only the batch is read; of a full one the batch is
/// read and cleared and three sums are read and written.
void fold(Bench& bench, std::uint64_t voxels) {
  const std::string of = " of " + std::to_string(voxels) + " voxels";
  if (!has_room(bench, "fold" + of, 32 * voxels)) return;
  const DeviceBuffer<std::uint64_t> batch(voxels), energy(voxels), low(voxels), high(voxels);
  BatchesInHand hand = {};
  hand.count = 1;
  hand.voxels = voxels;
  hand.energy = batch.data();
  const FoldVoxels fold_voxels{hand, {energy.data(), low.data(), high.data()}};
  const double count = static_cast<double>(voxels);
  const auto work = [&] { for_each(bench, voxels, fold_voxels); };
  bench.measure({"fold" + of + ", all empty", "voxels", count, 8 * count}, nothing, work);
  bench.measure(
      {"fold" + of + ", all full", "voxels", count, 64 * count},
      [&] { for_each(bench, voxels, SetEnergy{batch.data()}); }, work);
  std::uint64_t last = 0;
  cuda_check(cudaMemcpy(&last, low.data() + voxels - 1, sizeof last, cudaMemcpyDeviceToHost),
             "download");
  bench.expect("fold", last, batch_energy * batch_energy * (warm_ups + repetitions));
}

// ---- all --------------------------------------------------------------------------------------

void run_all(Bench& bench) {
  random_numbers(bench);
  additions(bench, "any of 1e6 voxels", AnyVoxel());
  additions(bench, "voxels next to each other", NextVoxel());
  additions(bench, "one voxel for all", OneVoxel());
  constexpr std::uint64_t large = std::uint64_t{1} << 27;  // 512^3
  memory(bench, large);
  for (const std::uint64_t voxels : {std::uint64_t{1000000}, large}) fold(bench, voxels);
}

int bench_main(bool json) {
  int devices = 0;
  const cudaError_t status = cudaGetDeviceCount(&devices);
  if (status != cudaSuccess || devices == 0) {
    std::printf("skipped: %s\n",
                status == cudaSuccess ? "no CUDA device" : cudaGetErrorString(status));
    return 77;
  }
  cudaDeviceProp properties;
  cuda_check(cudaGetDeviceProperties(&properties, 0), "read the device's properties");
  std::printf(json ? "{\"device\": \"%s\", \"multiprocessors\": %d}\n" : "%s, %d multiprocessors\n",
              properties.name, properties.multiProcessorCount);
  Bench bench(json, static_cast<unsigned>(properties.multiProcessorCount));
  run_all(bench);
  return bench.wrong() ? 1 : 0;
}

}  // namespace

}  // namespace yttria

int main(int argc, char** argv) {
  const bool json = argc == 2 && std::strcmp(argv[1], "--json") == 0;
  if (argc > 1 && !json) {
    std::fprintf(stderr, "usage: %s [--json]\n", argv[0]);
    return 2;
  }
  try {
    return yttria::bench_main(json);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
  }
}
