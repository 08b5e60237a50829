// SPDX-License-Identifier: Apache-2.0
#include "engine/result/statistics.hpp"

#include <cmath>
#include <limits>
#include <numeric>

#include "kernels/core/constants.hpp"
#include "kernels/core/energy_quanta.hpp"

namespace yttria {

namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr double grams_per_kilogram = 1000;

}  // namespace

double relative_uncertainty(std::uint64_t sum, Uint128 sum_of_squares, std::uint64_t batches) {
  if (batches < 2 || sum == 0) return nan;
  const Uint128 square_of_sum = static_cast<Uint128>(sum) * sum;
  if (sum_of_squares >= square_of_sum) return nan;  // one batch scored all of it
  // Both are close to each other: subtract as integers, and only the small rest as a fraction.
  const Uint128 quotient = square_of_sum / batches;
  const Uint128 remainder = square_of_sum % batches;
  if (sum_of_squares <= quotient) return nan;  // equal batches say nothing; smaller is damage
  const double scatter = static_cast<double>(sum_of_squares - quotient) -
                         static_cast<double>(remainder) / static_cast<double>(batches);
  const double b = static_cast<double>(batches);
  return std::sqrt(scatter * (b / (b - 1))) / static_cast<double>(sum);
}

double voxel_uncertainty(const Dose& dose, std::size_t voxel) {
  if (!(dose.mass_g[voxel] > 0)) return nan;
  const TallySums& tally = dose.tally;
  const Uint128 squares =
      (static_cast<Uint128>(tally.squared_high[voxel]) << 64) | tally.squared_low[voxel];
  return relative_uncertainty(tally.energy[voxel], squares, tally.batches);
}

std::uint64_t scored_quanta(const TallySums& tally) {
  return std::accumulate(tally.energy.begin(), tally.energy.end(), std::uint64_t{0});
}

double absorbed_dose_Gy(std::uint64_t energy_quanta, double mass_g, double decays_per_history) {
  if (!(mass_g > 0)) return nan;
  const double energy_J =
      static_cast<double>(energy_quanta) * (quantum_MeV * constants::joule_per_MeV);
  return energy_J * decays_per_history * grams_per_kilogram / mass_g;
}

double decays_per_history(const Dose& dose) {
  const std::uint64_t histories = dose.histories();
  return histories == 0 ? 0 : dose.total_decays / static_cast<double>(histories);
}

double max50_uncertainty(const TallySums& tally, const std::vector<float>& mass_g) {
  const auto relative_dose = [&](std::size_t i) {
    return mass_g[i] > 0 ? static_cast<double>(tally.energy[i]) / static_cast<double>(mass_g[i])
                         : 0.0;
  };
  double maximum = 0;
  for (std::size_t i = 0; i < mass_g.size(); ++i) maximum = std::max(maximum, relative_dose(i));
  if (!(maximum > 0)) return nan;
  double sum = 0;
  std::uint64_t voxels = 0;
  for (std::size_t i = 0; i < mass_g.size(); ++i) {
    if (!(relative_dose(i) > maximum / 2)) continue;
    const Uint128 squares =
        (static_cast<Uint128>(tally.squared_high[i]) << 64) | tally.squared_low[i];
    const double uncertainty = relative_uncertainty(tally.energy[i], squares, tally.batches);
    sum += uncertainty * uncertainty;  // one voxel that cannot be judged makes the whole NaN
    ++voxels;
  }
  return std::sqrt(sum / static_cast<double>(voxels));
}

}  // namespace yttria
