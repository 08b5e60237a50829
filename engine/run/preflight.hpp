// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "engine/case/case.hpp"
#include "engine/physics/transport_settings.hpp"
#include "engine/run/memory.hpp"

namespace yttria {

/// Dose of a region if all its beta energy, and nothing else, stayed in it: total energy over
/// mass. A mean dose from transport that is far from it wants an explanation.
struct SanityDose {
  std::string region;
  double mass_g = 0;
  double decays = 0;
  double dose_Gy = 0;  // NaN without mass
};

/// What can be said about a valid case before it is run.
struct Preflight {
  MemoryNeed memory;
  double mean_energy_MeV = 0;         // per decay
  std::vector<SanityDose> doses;      // every region, then "everything"
  std::vector<std::string> warnings;  // range at the cut-off against voxel size
};
Preflight preflight(const Case& problem, const TransportSettings& settings);

}  // namespace yttria
