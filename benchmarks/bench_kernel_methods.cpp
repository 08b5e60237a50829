// SPDX-License-Identifier: Apache-2.0
// The kernel methods on one thread: what a product of the direct sum, a padded voxel of the Fourier
// way and a step of a ray cost. `convolve` chooses its way from the first two.
#include <benchmark/benchmark.h>

#include <cmath>
#include <cstdint>

#include "engine/case/phantom.hpp"
#include "engine/kernel_methods/convolution.hpp"
#include "engine/kernel_methods/superposition.hpp"

namespace yttria {
namespace {

VoxelKernel kernel_of_reach(std::int64_t reach) {
  VoxelKernel kernel;
  kernel.spacing_mm = {3, 3, 3};
  kernel.reach = {reach, reach, reach};
  const std::size_t offsets = static_cast<std::size_t>((reach + 1) * (reach + 1) * (reach + 1));
  kernel.energy_fraction.assign(offsets, 1e-3);
  return kernel;
}

/// A cube full of sources.
std::vector<float> full_cube(std::int64_t voxels) {
  return std::vector<float>(static_cast<std::size_t>(voxels * voxels * voxels), 1.0f);
}

void direct_products(benchmark::State& state) {
  const std::int64_t n = 32, reach = state.range(0);
  const std::vector<float> decays = full_cube(n);
  const VoxelKernel kernel = kernel_of_reach(reach);
  for (auto _ : state) {
    benchmark::DoNotOptimize(convolve(decays, {n, n, n}, kernel, 1, ConvolutionWay::direct));
  }
  const double products =
      static_cast<double>(decays.size()) * std::pow(2.0 * static_cast<double>(reach) + 1, 3);
  state.counters["s_per_product"] = benchmark::Counter(
      products, benchmark::Counter::kIsIterationInvariantRate | benchmark::Counter::kInvert);
}
BENCHMARK(direct_products)->Arg(4)->Arg(8)->Unit(benchmark::kMillisecond)->UseRealTime();

void fourier_voxels(benchmark::State& state) {
  const std::int64_t n = state.range(0), reach = 16;
  const std::vector<float> decays = full_cube(n);
  const VoxelKernel kernel = kernel_of_reach(reach);
  for (auto _ : state) {
    benchmark::DoNotOptimize(convolve(decays, {n, n, n}, kernel, 1, ConvolutionWay::fourier));
  }
  const double padded = std::pow(static_cast<double>(n + 2 * reach), 3);
  state.counters["s_per_padded_voxel"] = benchmark::Counter(
      padded, benchmark::Counter::kIsIterationInvariantRate | benchmark::Counter::kInvert);
}
BENCHMARK(fourier_voxels)->Arg(64)->Arg(128)->Unit(benchmark::kMillisecond)->UseRealTime();

void ray_voxels(benchmark::State& state) {
  LatticePhantom block;
  block.voxels = {48, 48, 48};
  block.spacing_mm = 3;
  block.sources = LatticePhantom::Sources::mass;
  const Case problem = make_phantom(block);
  PointKernel kernel;
  kernel.subject.density_g_cm3 = 1;
  kernel.total.emitted = 1000;
  kernel.radius_mm = {0, 4, 8, 12};
  kernel.energy = {600, 300, 100};
  constexpr int rays = 64;
  for (auto _ : state) benchmark::DoNotOptimize(superpose(problem, kernel, rays, 1));
  state.counters["s_per_ray"] = benchmark::Counter(
      rays * static_cast<double>(problem.density_g_cm3.size()),
      benchmark::Counter::kIsIterationInvariantRate | benchmark::Counter::kInvert);
}
BENCHMARK(ray_voxels)->Unit(benchmark::kMillisecond)->UseRealTime();

}  // namespace
}  // namespace yttria
