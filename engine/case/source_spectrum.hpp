// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/case/case.hpp"
#include "engine/hdf5/group.hpp"

namespace yttria {

/// Highest kinetic energy of a source particle, MeV (energies must stay below 4 MeV).
inline constexpr double largest_source_energy_MeV = 3.9;

/// Fills nuclide and electron energy from the attributes of /source/map or /source/points.
void read_emitter(const hdf5::Object& place, Source& source);

/// Reads /source/beta_spectrum, when there is one.
void read_beta_spectrum(const hdf5::Group& group, Source& source);

}  // namespace yttria
