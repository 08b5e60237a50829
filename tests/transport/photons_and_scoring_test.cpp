// SPDX-License-Identifier: Apache-2.0
// Decays in a metre of one medium: what dose to water scores, where photons end, what internal
// bremsstrahlung takes.
#include <gtest/gtest.h>

#include <cmath>

#include "engine/physics/material_library.hpp"
#include "engine/physics/stopping_power.hpp"
#include "engine/run/problem.hpp"
#include "kernels/transport/transport_history.hpp"
#include "tests/support/tally_map.hpp"

namespace yttria {
namespace {

using test::TallyMap;

/// A metre of a medium and a source in the middle of it.
Case block(const char* name) {
  Case c;
  c.grid.shape = {5, 5, 5};
  c.grid.spacing_mm = {200, 200, 200};
  c.materials = {library_material(name)};
  c.density_g_cm3.assign(125, 1.0f);
  c.material.assign(125, 0);
  c.source.map_decays.assign(125, 0.0f);
  c.source.map_decays[62] = 1;
  c.source.total_decays = 1;
  return c;
}
Problem block_of(const char* name, const TransportSettings& settings) {
  return Problem(block(name), settings, 1, 1000);
}

/// The same with electrons of 1 MeV.
Problem electrons_in(const char* name, const TransportSettings& settings) {
  Case c = block(name);
  c.source.nuclide = "electron";
  c.source.electron_energy_MeV = 1;
  return Problem(std::move(c), settings, 1, 1000);
}

HistoryResult decays(const ProblemView& view, std::uint64_t count, TallyMap& tally) {
  HistoryResult sum;
  for (std::uint64_t id = 0; id < count; ++id) sum += transport_history(view, id, tally);
  return sum;
}

TEST(DoseToWater, IsDoseToMediumInWater) {
  TransportSettings to_medium, to_water;
  to_medium.end_confined = false;  // as it is with dose to water
  to_water.dose_to_water = true;
  const Problem medium = block_of("water", to_medium), water = block_of("water", to_water);
  TallyMap there, here;
  const HistoryResult a = decays(medium.view(), 200, there), b = decays(water.view(), 200, here);
  EXPECT_EQ(there.energy, here.energy);
  EXPECT_EQ(a.digest, b.digest);
}

/// Mean of S_water/S_medium over an electron's slowing down in the medium, delta rays left out.
double mean_ratio(const char* name, double from_MeV, double to_MeV) {
  const CollisionStopping water(library_material("water")), medium(library_material(name));
  constexpr int points = 2000;
  double sum = 0;
  for (int i = 0; i < points; ++i) {
    const double T = to_MeV + (i + 0.5) / points * (from_MeV - to_MeV);
    sum += water.stopping_MeV_cm2_g(T) / medium.stopping_MeV_cm2_g(T) / points;
  }
  return sum;
}

// Electrons of 1 MeV without hard events down to the cut-off of 100 keV and a last flight, scored
// at half of its energy; what is transported does not change. To 0.1 %: legs are short.
TEST(DoseToWater, ScoresTheRatioOfStoppingPowers) {
  for (const char* name : {"cortical bone", "lung", "adipose"}) {
    TransportSettings plain;
    plain.moller_keV = plain.brems_keV = 1000;
    plain.electron_cutoff_keV = 100;
    plain.end_confined = false;
    plain.follow_photons = false;
    TransportSettings to_water = plain;
    to_water.dose_to_water = true;
    const Problem medium = electrons_in(name, plain), water = electrons_in(name, to_water);
    TallyMap there, here;
    const HistoryResult a = decays(medium.view(), 300, there), b = decays(water.view(), 300, here);
    EXPECT_EQ(a.digest, b.digest);
    EXPECT_EQ(a.deposited, b.deposited);
    EXPECT_EQ(there.sum, a.deposited);
    const CollisionStopping of_water(library_material("water")), of_medium(library_material(name));
    const double last = of_water.stopping_MeV_cm2_g(0.05) / of_medium.stopping_MeV_cm2_g(0.05);
    const double expected = 0.9 * mean_ratio(name, 1.0, 0.1) + 0.1 * last;
    const double ratio = static_cast<double>(here.sum) / static_cast<double>(there.sum);
    EXPECT_NEAR(ratio / expected, 1, 1e-3) << name;
  }
}

// A metre of water keeps 99.8 % or more of the energy; without photons 0.4 % leave it.
TEST(Photons, StayInAMetreOfWaterUnlessTheyEscape) {
  TransportSettings escape;
  escape.preset = "clinical";
  escape.electron_cutoff_keV = 100;
  escape.moller_keV = 50;
  TransportSettings follow = escape;
  escape.follow_photons = false;
  const Problem with = block_of("water", follow), without = block_of("water", escape);
  TallyMap tally;
  const HistoryResult a = decays(with.view(), 20'000, tally);
  const HistoryResult b = decays(without.view(), 20'000, tally);
  const auto share = [](const HistoryResult& r) {
    return static_cast<double>(r.escaped) / static_cast<double>(r.emitted);
  };
  EXPECT_EQ(a.emitted, b.emitted);
  EXPECT_LT(share(a), 0.002);
  EXPECT_NEAR(share(b), 0.0043, 0.0008);
}

// Internal bremsstrahlung moves 0.218 % of the energy from electrons to photons (0.0207 photons a
// decay): within 4 standard errors of 40000 decays, and it is not there unless asked for.
TEST(InternalBremsstrahlung, TakesItsShareOfTheEnergy) {
  TransportSettings off;
  off.follow_photons = false;
  off.electron_cutoff_keV = off.moller_keV = 1000;  // electrons do not matter here
  off.hinge_g = 1, off.hinge_path_g_cm2 = 10;
  TransportSettings on = off;
  on.internal_bremsstrahlung = true;
  const Problem with = block_of("water", on), without = block_of("water", off);
  double sum = 0, squares = 0;
  constexpr std::uint64_t count = 40'000;
  for (std::uint64_t id = 0; id < count; ++id) {
    TallyMap tally;
    const auto emitted = transport_history(with.view(), id, tally);
    const auto plain = transport_history(without.view(), id, tally);
    ASSERT_EQ(emitted.emitted, plain.emitted);
    const double more =
        (static_cast<double>(emitted.escaped) - static_cast<double>(plain.escaped)) * quantum_MeV;
    sum += more;
    squares += more * more;
  }
  const double mean = sum / count, sigma = std::sqrt((squares / count - mean * mean) / count);
  EXPECT_NEAR(mean, 2.03e-3, 4 * sigma);
  EXPECT_GT(mean, 4 * sigma);
}

}  // namespace
}  // namespace yttria
