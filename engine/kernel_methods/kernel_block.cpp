// SPDX-License-Identifier: Apache-2.0
#include "engine/kernel_methods/kernel_block.hpp"

#include <fmt/format.h>

#include <cmath>
#include <limits>
#include <utility>

#include "engine/case/case_file.hpp"
#include "engine/case/phantom_block.hpp"
#include "engine/case/source_spectrum.hpp"
#include "engine/error.hpp"
#include "engine/physics/coefficients.hpp"
#include "engine/physics/nuclide.hpp"
#include "engine/run/problem.hpp"
#include "engine/run/transport_provenance.hpp"
#include "engine/version.hpp"

namespace yttria {

namespace {

constexpr std::uint64_t default_histories = 1u << 21;

Source emission_of(const KernelSource& source) {
  Source emission;
  emission.nuclide = source.nuclide;
  emission.electron_energy_MeV = source.electron_energy_MeV;
  emission.beta_spectrum = source.beta_spectrum;
  emission.quantity = "decays";
  return emission;
}

}  // namespace

double KernelSource::range_mm() const {
  if (nuclide == "electron" &&
      !(electron_energy_MeV > 0 && electron_energy_MeV <= largest_source_energy_MeV)) {
    throw InputError(fmt::format("--electron-MeV {}: give a number above 0 and at most {}",
                                 electron_energy_MeV, largest_source_energy_MeV));
  }
  const double highest_MeV = emitted_spectrum(emission_of(*this)).back().first;
  const double range_g_cm2 = electron_coefficients(medium, {highest_MeV}).front().csda_range_g_cm2;
  return 10 * range_g_cm2 / density();
}

KernelSubject subject_of(const KernelSource& source) {
  const Source emission = emission_of(source);
  return {source.medium,
          source.density(),
          source.nuclide,
          emission_data(emission),
          mean_emitted_energy_MeV(emission),
          emission_digest(emission)};
}

Case kernel_block(const KernelSource& source, const std::array<std::int64_t, 3>& shape,
                  const std::array<double, 3>& spacing_mm, Middle middle) {
  require_positive(source.density(), "--density");
  Case block;
  block.grid = centred_grid(shape, spacing_mm);
  const auto voxels = static_cast<std::size_t>(block.grid.voxels());
  block.materials = {source.medium};
  block.material.assign(voxels, 0);
  block.density_g_cm3.assign(voxels, static_cast<float>(source.density()));
  block.source = emission_of(source);
  block.source.total_decays = 1;
  if (middle == Middle::voxel) {
    block.source.map_decays.assign(voxels, 0);
    block.source.map_decays[voxels / 2] = 1;
  } else {
    block.source.points_mm = {{0, 0, 0}};
    block.source.points_decays = {1};
  }
  block.digest = case_digest(block);
  return block;
}

RunPlan plan_kernel(const RunOptions& options) {
  if (options.batches)
    throw InputError("--batches: a kernel is computed in one piece; leave it out");
  if (options.max_seconds)
    throw InputError("--max-time: a kernel takes --histories or --goal; leave it out");
  if (options.transport.settings(1).dose_to_water) {
    throw InputError(
        "--dose-to water: a kernel holds the energy that its own medium takes; leave it out");
  }
  RunOptions planned = options;
  if (!planned.histories && !planned.goal) planned.histories = default_histories;
  return plan_run(planned);
}

Progress progress_of(const RunPlan& plan, std::uint64_t batches, double seconds) {
  Progress progress;
  progress.histories_done = batches * plan.histories_per_batch;
  progress.histories_total = plan.planned_batches * plan.histories_per_batch;
  progress.seconds = seconds;
  progress.histories_per_second = static_cast<double>(progress.histories_done) / seconds;
  progress.uncertainty = std::numeric_limits<double>::quiet_NaN();
  progress.seconds_left =
      static_cast<double>(plan.planned_batches - batches) * seconds / static_cast<double>(batches);
  return progress;
}

Provenance kernel_provenance(const Case& problem, const TransportSettings& settings,
                             const RunOptions& options, const std::string& physics_digest,
                             std::uint64_t histories_per_batch, std::uint64_t batches,
                             std::uint64_t history_digest) {
  Provenance facts = {{"version", version()},
                      {"git_commit", git_commit()},
                      {"preset", settings.preset},
                      {"seed", options.seed},
                      {"histories_per_batch", histories_per_batch},
                      {"batches", batches},
                      {"case_digest", problem.digest},
                      {"physics_digest", physics_digest},
                      {"run_digest", fmt::format("{:016x}", history_digest)}};
  for (auto& entry : transport_provenance(settings)) facts.push_back(std::move(entry));
  return facts;
}

}  // namespace yttria
