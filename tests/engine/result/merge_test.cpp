// SPDX-License-Identifier: Apache-2.0
#include "engine/result/merge.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cstring>

#include "engine/error.hpp"
#include "engine/result/dose_file.hpp"
#include "engine/result/tally_digest.hpp"
#include "tests/engine/support/edited_file.hpp"
#include "tests/engine/support/small_dose.hpp"
#include "tests/engine/support/temporary_folder.hpp"

namespace yttria {
namespace {

using test::dose_of_batches;
using testing::HasSubstr;

std::string refusal(Dose whole, const Dose& part) {
  const std::string before = tally_digest(whole);
  try {
    merge_into(whole, part, "a.h5", "b.h5");
  } catch (const InputError& error) {
    EXPECT_EQ(tally_digest(whole), before) << "a refused merge changed the sums";
    return error.what();
  }
  return "accepted";
}

TEST(Merge, EqualsTheWholeRun) {
  Dose merged = dose_of_batches({{10, 25}});
  merge_into(merged, dose_of_batches({{25, 40}}), "a", "b");
  EXPECT_FALSE(merged.complete);
  EXPECT_EQ(merged.batches, (std::vector<BatchRange>{{10, 40}}));  // adjacent ranges join
  merge_into(merged, dose_of_batches({{0, 10}}), "a", "c");
  EXPECT_TRUE(merged.complete);
  EXPECT_EQ(merged.batches, (std::vector<BatchRange>{{0, 40}}));
  EXPECT_EQ(tally_digest(merged), tally_digest(dose_of_batches({{0, 40}})));
}

TEST(Merge, IsCompleteWithEveryBatchOfThePlan) {
  EXPECT_TRUE(is_complete({{0, 40}}, 40, false));
  EXPECT_TRUE(is_complete({{0, 41}, {50, 52}}, 40, false));  // and more
  EXPECT_FALSE(is_complete({{0, 39}, {50, 52}}, 40, true));
  EXPECT_FALSE(is_complete({{1, 41}}, 40, true));
  EXPECT_FALSE(is_complete({}, 40, true));
  EXPECT_TRUE(is_complete({{0, 8}}, 0, true));  // a goal was reached
  EXPECT_FALSE(is_complete({{0, 8}}, 0, false));
}

TEST(Merge, KeepsGapsApart) {
  Dose merged = dose_of_batches({{0, 3}, {10, 12}});
  merge_into(merged, dose_of_batches({{5, 8}, {12, 13}}), "a", "b");
  EXPECT_EQ(merged.batches, (std::vector<BatchRange>{{0, 3}, {5, 8}, {10, 13}}));
  EXPECT_EQ(merged.tally.batches, 9u);
  EXPECT_FALSE(merged.complete);
}

TEST(Merge, FileOfMergedPartsHasTheResultOfTheWhole) {
  const test::TemporaryFolder folder;
  Dose merged = dose_of_batches({{20, 40}});
  merge_into(merged, dose_of_batches({{0, 20}}), "a", "b");
  write_dose(folder / "merged.h5", merged, false);
  write_dose(folder / "whole.h5", dose_of_batches({{0, 40}}), false);
  const test::EditedFile a(folder / "merged.h5"), b(folder / "whole.h5");
  for (const char* object : {"/result/dose", "/result/uncertainty", "/result/mass", "/tally/energy",
                             "/tally/energy_squared", "/tally/groups", "/tally/batches",
                             "/tally/roi_energy", "/tally/roi_energy_squared"}) {
    const std::vector<double> x = a.values(object), y = b.values(object);
    ASSERT_EQ(x.size(), y.size()) << object;
    EXPECT_EQ(std::memcmp(x.data(), y.data(), x.size() * sizeof(double)), 0) << object;
  }
}

RC_GTEST_PROP(Merge, DoesNotDependOnTheOrderOfParts, ()) {
  std::vector<std::vector<BatchRange>> parts(4);
  for (std::uint64_t batch = 0; batch < 30; ++batch) {
    std::vector<BatchRange>& part = parts[*rc::gen::inRange<std::size_t>(0, 4)];
    if (!part.empty() && part.back().last == batch) {
      ++part.back().last;
    } else {
      part.push_back({batch, batch + 1});
    }
  }
  using Order = std::vector<std::size_t>;
  const Order order = *rc::gen::element(Order{0, 1, 2, 3}, Order{3, 1, 0, 2}, Order{2, 3, 1, 0});
  Dose merged = dose_of_batches(parts[order[0]]);
  for (std::size_t i = 1; i < 4; ++i) {
    merge_into(merged, dose_of_batches(parts[order[i]]), "a", "b");
  }
  RC_ASSERT(tally_digest(merged) == tally_digest(dose_of_batches({{0, 30}})));
}

TEST(Merge, OverlapIsNamed) {
  EXPECT_THAT(refusal(dose_of_batches({{0, 10}}), dose_of_batches({{8, 12}})),
              HasSubstr("a.h5 and b.h5 cannot be merged: both contain the batches 8:10"));
  EXPECT_THAT(refusal(dose_of_batches({{0, 2}, {5, 7}}), dose_of_batches({{2, 4}, {6, 9}})),
              HasSubstr("batches 6:7"));
}

TEST(Merge, EveryDifferenceOfIdentityIsNamed) {
  const std::vector<std::pair<std::string, void (*)(Dose&)>> differences = {
      {"case_digest differs (case0 and case1)", [](Dose& d) { d.identity.case_digest = "case1"; }},
      {"physics_digest differs", [](Dose& d) { d.identity.physics_digest = "physics1"; }},
      {"seed differs (7 and 8)", [](Dose& d) { d.identity.seed = 8; }},
      {"histories_per_batch differs", [](Dose& d) { d.identity.histories_per_batch = 5; }},
      {"preset differs (reference and clinical)", [](Dose& d) { d.identity.preset = "clinical"; }},
      {"version differs", [](Dose& d) { d.identity.version = "0.2.0"; }},
      {"total_decays differs", [](Dose& d) { d.total_decays = 5; }},
      {"grid, mass or regions differs", [](Dose& d) { d.mass_g[4] = 2; }},
      {"grid, mass or regions differs", [](Dose& d) { d.rois[0].role = RoiRole::lung; }},
      {"grid, mass or regions differs", [](Dose& d) { d.grid.origin_mm[0] = 2; }}};
  for (const auto& [message, change] : differences) {
    Dose part = dose_of_batches({{10, 20}});
    EXPECT_EQ(refusal(dose_of_batches({{0, 10}}), part), "accepted");
    change(part);
    EXPECT_THAT(refusal(dose_of_batches({{0, 10}}), part), HasSubstr(message));
  }
}

TEST(Merge, RefusesMoreThanTheSumsCanHold) {
  Dose whole = dose_of_batches({{0, 10}}), part = dose_of_batches({{10, 20}});
  whole.tally.emitted = part.tally.emitted = std::uint64_t{1} << 61;
  EXPECT_THAT(refusal(whole, part), HasSubstr("more energy than"));
}

TEST(Merge, WithoutAPlanACompleteRunStaysComplete) {
  Dose whole = dose_of_batches({{0, 10}}), part = dose_of_batches({{10, 20}});
  whole.planned_batches = part.planned_batches = 0;
  Dose incomplete = whole;
  merge_into(incomplete, part, "a", "b");
  EXPECT_FALSE(incomplete.complete);
  whole.complete = true;
  merge_into(whole, part, "a", "b");
  EXPECT_TRUE(whole.complete);
}

TEST(Merge, ProvenanceAddsTimesAndJoinsTheRest) {
  Dose whole = dose_of_batches({{0, 10}}), part = dose_of_batches({{10, 20}});
  part.provenance = {{"backend", std::string("cuda")},
                     {"histories_per_second", 5.0},
                     {"transport_seconds", 6.0},
                     {"threads", std::uint64_t{8}},
                     {"device", std::string("H200")},
                     {"warnings", std::vector<std::string>{"coarse voxels", "slow"}}};
  merge_into(whole, part, "a", "b");
  const Provenance expected = {{"backend", std::string("cpu; cuda")},
                               {"histories_per_second", 20 * 16384 / 8.0},
                               {"transport_seconds", 8.0},
                               {"threads", std::uint64_t{4}},
                               {"warnings", std::vector<std::string>{"coarse voxels", "slow"}},
                               {"device", std::string("H200")}};
  EXPECT_EQ(whole.provenance, expected);
}

}  // namespace
}  // namespace yttria
