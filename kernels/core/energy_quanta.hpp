// SPDX-License-Identifier: Apache-2.0
// Energy as an integer number of quanta of 2^-22 MeV (0.24 eV).
//
// Every energy a particle carries is a whole number of quanta, so sums do not depend on their
// order and "emitted == deposited + escaped" is an integer test. Energies below 4 MeV are below
// 2^24 quanta and therefore exact in single precision.
#pragma once

#include <cstdint>

#include "kernels/core/macros.hpp"
#include "kernels/core/real.hpp"

namespace yttria {

using EnergyQuanta = std::int32_t;

inline constexpr double quanta_per_MeV = 4194304.0;  // 2^22
inline constexpr double quantum_MeV = 1.0 / quanta_per_MeV;
inline constexpr EnergyQuanta max_energy_quanta = (1 << 24) - 1;  // just below 4 MeV

/// The one rounding function: half up, for energies in quanta of 0 <= energy < 2^31. From 2^24 on,
/// where only dose to water can get, single precision has whole numbers only.
YTTRIA_HD inline EnergyQuanta round_to_quanta(real energy_in_quanta) {
  const EnergyQuanta whole = static_cast<EnergyQuanta>(energy_in_quanta);
  return whole + ((energy_in_quanta - static_cast<real>(whole)) >= real(0.5) ? 1 : 0);
}

YTTRIA_HD inline real to_MeV(EnergyQuanta energy) {
  return static_cast<real>(energy) * static_cast<real>(quantum_MeV);
}

}  // namespace yttria
