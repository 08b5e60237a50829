// SPDX-License-Identifier: Apache-2.0
// Whole histories: decays per second and thread, both presets. The counter "decays" is the rate;
// legs and particles say what a decay is made of. Times are CPU times of the process, so that other
// work on the machine hardly matters.
#include <benchmark/benchmark.h>

#include <cstdint>
#include <string>

#include "engine/case/phantom.hpp"
#include "engine/run/problem.hpp"
#include "kernels/launch/backend.hpp"

namespace yttria {
namespace {

constexpr std::uint64_t histories = 20'000;

Case water_3mm() {
  LatticePhantom phantom;
  phantom.spacing_mm = 3;
  return make_phantom(phantom);
}

Case liver_3mm() {
  return make_phantom(LiverPhantom{});
}

void transport(benchmark::State& state, Case (*make)(), const std::string& preset) {
  Case made = make();
  const TransportSettings settings =
      TransportChoice{preset, {}}.settings(made.grid.smallest_spacing_mm());
  const Problem problem(std::move(made), settings, 1, histories);
  const auto backend = make_cpu_backend(problem.view(), problem.roi_layout(), 1);
  std::uint64_t batch = 0;
  HistoryResult sum;
  TallySums sums = TallySums::zero(problem.view().grid.density_g_cm3.size(), problem.roi_layout());
  for (auto _ : state) {
    sum += backend->run({batch++});
    backend->collect(sums);
  }
  const double decays = static_cast<double>(batch * histories);
  state.counters["decays"] = benchmark::Counter(decays, benchmark::Counter::kIsRate);
  state.counters["legs"] = static_cast<double>(sum.legs) / decays;
  state.counters["particles"] = static_cast<double>(sum.particles) / decays;
}

BENCHMARK_CAPTURE(transport, water_3mm_reference, water_3mm, "reference")->MeasureProcessCPUTime();
BENCHMARK_CAPTURE(transport, water_3mm_clinical, water_3mm, "clinical")->MeasureProcessCPUTime();
BENCHMARK_CAPTURE(transport, liver_3mm_reference, liver_3mm, "reference")->MeasureProcessCPUTime();
BENCHMARK_CAPTURE(transport, liver_3mm_clinical, liver_3mm, "clinical")->MeasureProcessCPUTime();

}  // namespace
}  // namespace yttria
