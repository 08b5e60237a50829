// SPDX-License-Identifier: Apache-2.0
#include "engine/result/tally_digest.hpp"

#include <gtest/gtest.h>

#include "tests/engine/support/small_dose.hpp"

namespace yttria {
namespace {

const std::vector<BatchRange> all_batches = {{0, 40}};

TEST(TallyDigest, CoversEverySum) {
  const std::vector<void (*)(Dose&)> changes = {
      [](Dose& d) { d.identity.case_digest.push_back('1'); },
      [](Dose& d) { d.identity.physics_digest.push_back('1'); },
      [](Dose& d) { d.identity.seed = 8; },
      [](Dose& d) { d.identity.histories_per_batch = 1; },
      [](Dose& d) {
        d.batches = {{0, 20}, {21, 41}};
      },
      [](Dose& d) { d.tally.energy[3] += 1; },
      [](Dose& d) { d.tally.squared_low[3] += 1; },
      [](Dose& d) { d.tally.squared_high[3] += 1; },
      [](Dose& d) { d.tally.groups[3] += 1; },
      [](Dose& d) { d.tally.roi_energy[0] += 1; },
      [](Dose& d) { d.tally.roi_squared[0] += static_cast<Uint128>(1) << 64; },
      [](Dose& d) { d.tally.escaped += 1; },
      [](Dose& d) { d.tally.history_digest ^= 1; }};
  const std::string digest = tally_digest(test::dose_of_batches(all_batches));
  for (std::size_t i = 0; i < changes.size(); ++i) {
    Dose changed = test::dose_of_batches(all_batches);
    changes[i](changed);
    EXPECT_NE(tally_digest(changed), digest) << "change " << i;
  }
  Dose elsewhere = test::dose_of_batches(all_batches);
  elsewhere.provenance.clear();
  elsewhere.identity.version.push_back('9');
  EXPECT_EQ(tally_digest(elsewhere), digest);
}

TEST(RunDigest, IsTheHistorySumInHex) {
  TallySums tally;
  tally.history_digest = 0xABCu;
  EXPECT_EQ(run_digest(tally), "0000000000000abc");
}

}  // namespace
}  // namespace yttria
