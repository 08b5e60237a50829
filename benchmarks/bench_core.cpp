// SPDX-License-Identifier: Apache-2.0
// The pieces of a leg, one by one: what a random block, a logarithm, a deflection cost.
#include <benchmark/benchmark.h>

#include <cstdint>

#include "engine/physics/material_library.hpp"
#include "engine/physics/nuclide.hpp"
#include "engine/physics/physics_tables.hpp"
#include "kernels/core/math.hpp"
#include "kernels/core/rng.hpp"
#include "kernels/core/vec3.hpp"
#include "kernels/physics/multiple_scattering.hpp"

namespace yttria {
namespace {

void random_blocks(benchmark::State& state) {
  std::uint32_t draw = 0;
  for (auto _ : state) benchmark::DoNotOptimize(random_block(1, 2, 3, draw++));
}
BENCHMARK(random_blocks);

void logarithms(benchmark::State& state) {
  real x = real(0.37);
  for (auto _ : state) {
    benchmark::DoNotOptimize(math::log(x));
    x = x < real(0.01) ? real(0.99) : x * real(0.97);
  }
}
BENCHMARK(logarithms);

void deflections(benchmark::State& state) {
  Vec3 d = {real(0.6), real(0), real(0.8)};
  real azimuth = real(0.1);
  for (auto _ : state) {
    d = deflected(d, real(0.05), azimuth);
    azimuth = azimuth > real(0.9) ? real(0.05) : azimuth + real(0.07);
    benchmark::DoNotOptimize(d);
  }
}
BENCHMARK(deflections);

const PhysicsTables& water() {
  static const PhysicsTables tables({library_material("water")}, nuclide("Y-90").spectrum,
                                    TransportChoice{}.settings(3));
  return tables;
}

void hinge_angles(benchmark::State& state) {
  const PhysicsTablesView tables = water().view();
  std::uint32_t word = 12345;
  EnergyQuanta energy = 4'000'000;
  for (auto _ : state) {
    word = word * 1664525u + 1013904223u;
    energy = energy > 100'000 ? energy - 9973 : 9'000'000;
    benchmark::DoNotOptimize(sample_hinge_deflection(tables, 0, energy, word, word >> 7));
  }
}
BENCHMARK(hinge_angles);

void slowing_down_rows(benchmark::State& state) {
  const PhysicsTablesView tables = water().view();
  EnergyQuanta energy = 4'000'000;
  for (auto _ : state) {
    energy = energy > 100'000 ? energy - 9973 : 9'000'000;
    benchmark::DoNotOptimize(slowing_down(tables, 0, energy));
  }
}
BENCHMARK(slowing_down_rows);

void tables_of_one_material(benchmark::State& state) {
  const Material bone = library_material("cortical bone");
  for (auto _ : state) {
    const PhysicsTables tables({bone}, nuclide("Y-90").spectrum, TransportChoice{}.settings(3));
    benchmark::DoNotOptimize(tables.digest());
  }
}
BENCHMARK(tables_of_one_material)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace yttria
