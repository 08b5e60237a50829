// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "engine/case/case.hpp"

namespace yttria {

/// Dose of a region if all its beta energy, and nothing else, stayed in it: total energy over
/// mass. A mean dose from transport that is far from it wants an explanation.
struct SanityDose {
  std::string region;
  double mass_g = 0;
  double decays = 0;
  double dose_Gy = 0;  // NaN without mass
};

SanityDose sanity_dose(const Case& problem, const Roi& roi);
/// Every region of a case, then "everything".
std::vector<SanityDose> sanity_doses(const Case& problem);

}  // namespace yttria
