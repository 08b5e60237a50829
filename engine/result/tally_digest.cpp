// SPDX-License-Identifier: Apache-2.0
#include "engine/result/tally_digest.hpp"

#include <fmt/format.h>

#include "engine/digest.hpp"

namespace yttria {

std::string tally_digest(const Dose& dose) {
  const TallySums& tally = dose.tally;
  Sha256 digest;
  digest.text("yttria-tally-digest-1");
  digest.text(dose.identity.case_digest);
  digest.text(dose.identity.physics_digest);
  digest.value(dose.identity.seed);
  digest.value(dose.identity.histories_per_batch);
  digest.value<std::uint64_t>(dose.batches.size());
  for (const BatchRange& range : dose.batches) {
    digest.value(range.first);
    digest.value(range.last);
  }
  digest.array(tally.energy);
  digest.array(tally.squared_low);
  digest.array(tally.squared_high);
  digest.array(tally.groups);
  digest.array(tally.roi_energy);
  for (const Uint128 squares : tally.roi_squared) {
    digest.value(static_cast<std::uint64_t>(squares));
    digest.value(static_cast<std::uint64_t>(squares >> 64));
  }
  for (const std::uint64_t sum :
       {tally.emitted, tally.deposited, tally.escaped, tally.history_digest, tally.batches}) {
    digest.value(sum);
  }
  return digest.hex();
}

std::string run_digest(const TallySums& tally) {
  return fmt::format("{:016x}", tally.history_digest);
}

}  // namespace yttria
