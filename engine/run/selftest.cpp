// SPDX-License-Identifier: Apache-2.0
#include "engine/run/selftest.hpp"

#include <cstdint>
#include <cstdio>

#include "engine/digest.hpp"
#include "engine/physics/material_library.hpp"
#include "engine/run/problem.hpp"
#include "engine/run/selftest_golden.hpp"

namespace yttria {

namespace {

constexpr std::uint64_t histories_per_batch = 2048;

/// A reproducible spread of numbers in [0, 1).
double scatter(std::uint32_t i) {
  i = (i ^ (i >> 15)) * 0x2C1B3C6Du;
  i = (i ^ (i >> 12)) * 0x297A2D39u;
  return static_cast<double>(i ^ (i >> 15)) * 0x1p-32;
}

Case built_in_case() {
  Case c;
  c.grid.shape = {11, 9, 10};
  c.grid.spacing_mm = {2, 3, 1.5};
  c.materials = {library_material("water"), library_material("cortical bone"),
                 library_material("lung")};
  const std::size_t voxels = static_cast<std::size_t>(c.grid.voxels());
  for (std::size_t i = 0; i < voxels; ++i) {
    const double u = scatter(static_cast<std::uint32_t>(3 * i));
    const bool vacuum = scatter(static_cast<std::uint32_t>(3 * i + 1)) < 0.03;
    const std::uint16_t material = u < 0.6 ? 0 : u < 0.8 ? 1 : 2;
    const double density = material == 0 ? 0.9 + u / 3 : material == 1 ? 1.2 + 2 * u : 0.05 + u / 4;
    c.density_g_cm3.push_back(vacuum ? 0.0f : static_cast<float>(density));
    c.material.push_back(material);
    const double activity = vacuum ? 0 : scatter(static_cast<std::uint32_t>(3 * i + 2));
    c.source.map_decays.push_back(activity < 0.4 ? 0.0f : static_cast<float>(activity));
  }
  for (const float decays : c.source.map_decays) {
    c.source.total_decays += static_cast<double>(decays);
  }
  c.rois = {{"core", RoiRole::other, {{200, 420}, {500, 600}}}};
  return c;
}

RunDigests digests(const std::string& physics, const TallySums& sums) {
  char history[17];
  std::snprintf(history, sizeof history, "%016llx",
                static_cast<unsigned long long>(sums.history_digest));
  Sha256 tally;
  tally.array(sums.energy);
  tally.array(sums.squared_low);
  tally.array(sums.squared_high);
  tally.array(sums.groups);
  tally.array(sums.roi_energy);
  tally.value(sums.emitted);
  tally.value(sums.escaped);
  return {physics, history, tally.hex()};
}

void run_on(const MakeBackend& make, SelfTestReport& report) {
  for (const Golden& golden : selftest_golden()) {
    Case built_in = built_in_case();
    built_in.source.beta_spectrum = golden.beta_spectrum;
    const TransportSettings settings = golden.choice.settings(built_in.grid.smallest_spacing_mm());
    const Problem problem(std::move(built_in), settings, 20'250'101, histories_per_batch);
    const std::unique_ptr<Backend> backend = make(problem.view(), problem.roi_layout());
    SelfTestRow row;
    row.backend = backend->name();
    row.device = backend->device();
    row.preset = golden.preset;
    row.golden = golden.digests;
    row.measured = digests(problem.tables().digest(),
                           run_batches(*backend, problem.view(), problem.roi_layout(), {0, 1, 2}));
    report.rows.push_back(row);
  }
}

}  // namespace

bool SelfTestReport::passed() const {
  for (const SelfTestRow& row : rows) {
    if (!row.passed()) return false;
  }
  return !rows.empty();
}

std::string SelfTestReport::verdict() const {
  if (!passed()) {
    return "FAILED: this machine does not compute what every other machine computes; do not use "
           "its results";
  }
  std::string backends;
  for (const SelfTestRow& row : rows) {
    if (backends.find(row.backend) == std::string::npos) {
      backends += (backends.empty() ? "" : ", ") + row.backend;
    }
  }
  return "passed: this machine computes what every other machine computes (" + backends + ")";
}

SelfTestReport self_test_on(const MakeBackend& make) {
  SelfTestReport report;
  run_on(make, report);
  return report;
}

SelfTestReport self_test() {
  SelfTestReport report;
  run_on([](const auto& problem, const auto& rois) { return make_cpu_backend(problem, rois, 0); },
         report);
  const CudaStatus cuda = cuda_status();
  if (!cuda.usable) {
    report.skipped.push_back("cuda: " + cuda.reason);
    return report;
  }
  for (const CudaDevice& device : cuda.devices) {
    if (!device.usable) {
      report.skipped.push_back("cuda: " + device.reason);
      continue;
    }
    run_on([&device](const auto& problem,
                     const auto& rois) { return make_cuda_backend(problem, rois, device.index); },
           report);
  }
  return report;
}

}  // namespace yttria
