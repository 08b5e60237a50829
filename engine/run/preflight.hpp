// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "engine/case/case.hpp"
#include "engine/physics/transport_settings.hpp"
#include "engine/run/memory.hpp"
#include "engine/run/sanity_dose.hpp"

namespace yttria {

/// What can be said about a valid case before it is run.
struct Preflight {
  MemoryNeed memory;
  double mean_energy_MeV = 0;         // per decay
  std::vector<SanityDose> doses;      // every region, then "everything"
  std::vector<std::string> warnings;  // range at the cut-off against voxel size
};
Preflight preflight(const Case& problem, const TransportSettings& settings);
/// Throws InputError when the settings ask of the source what it cannot do.
void check_emission(const Source& source, const TransportSettings& settings);
/// The warnings alone; a run records them.
std::vector<std::string> case_warnings(const Case& problem, const TransportSettings& settings);

}  // namespace yttria
