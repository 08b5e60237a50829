// SPDX-License-Identifier: Apache-2.0
#include "engine/exchange/decay_timing.hpp"

#include <fmt/format.h>

#include "engine/error.hpp"
#include "engine/exchange/decay.hpp"

namespace yttria {

double DecayTiming::factor(const Moment& acquired, double duration_s) const {
  switch (correction) {
    case DecayCorrection::none:
      return decay_factor(acquired.seconds - administered.seconds, half_life_s) *
             frame_start_factor(duration_s, half_life_s);
    case DecayCorrection::start:
      return decay_factor(imaged.seconds - administered.seconds, half_life_s);
    default:
      return 1;
  }
}

void check_order(const std::string& where, const Moment& administered, const Moment& imaged) {
  constexpr double year_s = 366 * 86400.0;
  const double after = imaged.seconds - administered.seconds;
  if (after >= 0 && after <= year_s) return;
  throw InputError(
      fmt::format("{}: imaged at {}, administered at {}: {}; correct the dates with --administered "
                  "and --imaged",
                  where, to_string(imaged), to_string(administered),
                  after < 0 ? "the image is the older" : "more than a year between them"));
}

void add_timing(Record& record, const DecayTiming& timing) {
  record.add("decay_correction", to_string(timing.correction));
  record.add("half_life_h", timing.half_life_s / 3600);
  if (timing.correction == DecayCorrection::administration) return;
  record.add("administered", to_string(timing.administered));
  record.add("imaged", to_string(timing.imaged));
  record.add("hours_between", (timing.imaged.seconds - timing.administered.seconds) / 3600);
}

}  // namespace yttria
