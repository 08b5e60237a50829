// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "engine/exchange/image.hpp"

namespace yttria {

/// How values of an image become activity at administration, decided once for it.
struct DecayTiming {
  DecayCorrection correction = DecayCorrection::administration;
  Moment administered;  // of "none" and "start"
  Moment imaged;        // of "start"
  double half_life_s = 0;

  /// What multiplies a slice: of "none" for the mean from `acquired` on over `duration_s`.
  double factor(const Moment& acquired, double duration_s) const;
};

/// InputError "WHERE: ..." when the image is older than the administration, or more than a year
/// younger: one of the dates is wrong.
void check_order(const std::string& where, const Moment& administered, const Moment& imaged);

void add_timing(Record& record, const DecayTiming& timing);

}  // namespace yttria
