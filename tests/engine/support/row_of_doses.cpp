// SPDX-License-Identifier: Apache-2.0
#include "tests/engine/support/row_of_doses.hpp"

#include <algorithm>
#include <cmath>
#include <random>

#include "engine/result/statistics.hpp"

namespace yttria::test {

namespace {

Dose empty_row(std::size_t voxels, std::uint64_t batches) {
  Dose dose;
  const auto n = static_cast<std::int64_t>(voxels);
  dose.grid.shape = {n, 1, 1};
  dose.grid.spacing_mm = {10, 10, 10};
  dose.mass_g.assign(voxels, 1);
  dose.rois = {{"row", RoiRole::other, {{0, n}}}};
  dose.identity.histories_per_batch = 1;
  dose.tally.batches = batches;
  dose.batches = {{0, batches}};
  // So that one quantum in every batch is one microgray in the end.
  dose.total_decays = 1e-6 / absorbed_dose_Gy(1, 1, 1);
  dose.tally.energy.assign(voxels, 0);
  dose.tally.squared_low.assign(voxels, 0);
  dose.tally.squared_high.assign(voxels, 0);
  dose.tally.groups.assign(band_groups * voxels, 0);
  dose.tally.roi_energy = {0};
  dose.tally.roi_squared = {0};
  return dose;
}

}  // namespace

Dose row_of_doses(const std::vector<double>& dose_Gy) {
  Dose dose = empty_row(dose_Gy.size(), 1);
  for (std::size_t i = 0; i < dose_Gy.size(); ++i) {
    const auto energy = static_cast<std::uint64_t>(std::llround(dose_Gy[i] * 1e6));
    dose.tally.energy[i] = energy;
    dose.tally.groups[i] = energy;
    dose.tally.roi_energy[0] += energy;
  }
  const Uint128 sum = dose.tally.roi_energy[0];
  dose.tally.roi_squared[0] = sum * sum;
  return dose;
}

Dose noisy_row_of_doses(const std::vector<float>& dose_Gy, std::uint64_t batches, double scatter,
                        std::uint64_t seed) {
  const std::size_t voxels = dose_Gy.size();
  Dose dose = empty_row(voxels, batches);
  std::mt19937_64 random(seed);
  std::normal_distribution<double> normal;
  for (std::uint64_t batch = 0; batch < batches; ++batch) {
    Uint128 together = 0;
    for (std::size_t v = 0; v < voxels; ++v) {
      const double level = static_cast<double>(dose_Gy[v]) * 1e6;
      const double factor = std::max(0.0, 1 + scatter * normal(random));
      const auto energy = static_cast<std::uint64_t>(level * factor);
      dose.tally.energy[v] += energy;
      dose.tally.groups[batch % band_groups * voxels + v] += energy;
      together += energy;
    }
    dose.tally.roi_energy[0] += static_cast<std::uint64_t>(together);
    dose.tally.roi_squared[0] += together * together;
  }
  return dose;
}

}  // namespace yttria::test
