// SPDX-License-Identifier: Apache-2.0
// Absorbed dose and its uncertainty from exact batch sums. With B batches of equal size and batch
// energies x_b the relative standard uncertainty of their sum is
//   sqrt( (sum x_b^2 - (sum x_b)^2 / B) B / (B - 1) ) / sum x_b .
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "engine/result/dose.hpp"

namespace yttria {

/// NaN with fewer than two batches, with nothing scored, or when one batch scored all of it
/// (then the sum of squares equals the square of the sum).
double relative_uncertainty(std::uint64_t sum, Uint128 sum_of_squares, std::uint64_t batches);

/// Of the dose in one voxel; NaN also where there is no mass.
double voxel_uncertainty(const Dose& dose, std::size_t voxel);

/// Sum of the tally over all voxels: the energy deposited, or that times the ratio of stopping
/// powers for dose to water.
std::uint64_t scored_quanta(const TallySums& tally);

/// Gy in one voxel for all decays of the case; NaN where the mass is 0.
double absorbed_dose_Gy(std::uint64_t energy_quanta, double mass_g, double decays_per_history);

/// Root mean square of the relative uncertainty over voxels above half of the maximum dose
/// ("max50"); NaN while it cannot be estimated.
double max50_uncertainty(const TallySums& tally, const std::vector<float>& mass_g);

/// Decays of the case per simulated history; 0 when nothing has been simulated.
double decays_per_history(const Dose& dose);

}  // namespace yttria
