// SPDX-License-Identifier: Apache-2.0
#include "tools/quantity.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/error.hpp"

namespace yttria {
namespace {

using testing::ElementsAre;

TEST(Quantity, CountsAreWholeNumbersInAnyNotation) {
  EXPECT_EQ(parse_count("-n", "1"), 1u);
  EXPECT_EQ(parse_count("-n", "1e7"), 10'000'000u);
  EXPECT_EQ(parse_count("-n", "2.5e3"), 2500u);
  EXPECT_EQ(parse_count("-n", "18446744073709551615"), 18446744073709551615u);
  for (const char* word :
       {"", "0", "-1", "1.5", "1e-3", "1e30", "nan", "inf", "ten", "1e7x", " 1"}) {
    EXPECT_THROW(parse_count("-n", word), InputError) << word;
  }
}

TEST(Quantity, TimesCarryUnits) {
  EXPECT_EQ(parse_seconds("-t", "30s"), 30);
  EXPECT_EQ(parse_seconds("-t", "10min"), 600);
  EXPECT_EQ(parse_seconds("-t", "1.5h"), 5400);
  EXPECT_EQ(parse_seconds("-t", "90"), 90);
  for (const char* word : {"", "min", "0s", "-1s", "10m", "10 min", "1d", "nans"}) {
    EXPECT_THROW(parse_seconds("-t", word), InputError) << word;
  }
}

TEST(Quantity, HoursNeedTheirUnit) {
  EXPECT_EQ(parse_hours("-t", "1.5h"), 1.5);
  EXPECT_EQ(parse_hours("-t", "90min"), 1.5);
  EXPECT_EQ(parse_hours("-t", "2.5d"), 60);
  for (const char* word : {"", "h", "1.5", "0h", "-1h", "1 h", "30s", "nanh"}) {
    EXPECT_THROW(parse_hours("-t", word), InputError) << word;
  }
}

TEST(Quantity, NumbersLieWithinTheirLimits) {
  EXPECT_THAT(parse_numbers("-D", "98,2.5", 0, 100, "percents"), ElementsAre(98, 2.5));
  for (const char* word : {"", "98,", "101", "-1", "nan", "x"}) {
    EXPECT_THROW(parse_numbers("-D", word, 0, 100, "percents"), InputError) << word;
  }
  EXPECT_EQ(parse_positive("-a", "1e-3"), 1e-3);
  for (const char* word : {"", "0", "-1", "inf", "x"}) {
    EXPECT_THROW(parse_positive("-a", word), InputError) << word;
  }
}

TEST(Quantity, EnergiesLieWithinTheirLimitsAndAscend) {
  EXPECT_THAT(parse_energies_MeV("-e", "1,0.01,1e-3", 1e-3, 3), ElementsAre(1e-3, 0.01, 1));
  for (const char* word : {"", "1,", "0.0009", "3.1", "-1", "nan", "1;2", "one"}) {
    EXPECT_THROW(parse_energies_MeV("-e", word, 1e-3, 3), InputError) << word;
  }
}

TEST(Quantity, GoalsNameARegionAndPercent) {
  const Goal goal = parse_goal("--goal", "left=lobe=0.5");
  EXPECT_EQ(goal.name, "left=lobe");
  EXPECT_EQ(goal.percent, 0.5);
  for (const char* word : {"liver", "=1", "liver=", "liver=0", "liver=-1", "liver=1%"}) {
    EXPECT_THROW(parse_goal("--goal", word), InputError) << word;
  }
}

TEST(Quantity, RangesAndLists) {
  EXPECT_EQ(parse_batches("-b", "3:16"), (BatchRange{3, 16}));
  EXPECT_THROW(parse_batches("-b", "3:3"), InputError);
  EXPECT_THROW(parse_batches("-b", "3"), InputError);
  EXPECT_THROW(parse_batches("-b", "-1:3"), InputError);
  EXPECT_THAT(parse_interval("-d", "0.5:2"), ElementsAre(0.5, 2));
  EXPECT_THROW(parse_interval("-d", "2:0.5"), InputError);
  EXPECT_THAT(parse_voxels("-v", "31"), ElementsAre(31, 31, 31));
  EXPECT_THAT(parse_voxels("-v", "1,2,3"), ElementsAre(1, 2, 3));
  EXPECT_THROW(parse_voxels("-v", "1,2"), InputError);
  EXPECT_THROW(parse_voxels("-v", "0"), InputError);
  EXPECT_THAT(parse_devices("-g", "0,2").cuda, ElementsAre(0, 2));
  EXPECT_FALSE(parse_devices("-g", "0,2").cpu);
  EXPECT_THAT(parse_devices("-g", "1,cpu").cuda, ElementsAre(1));
  EXPECT_TRUE(parse_devices("-g", "1,cpu").cpu);
  EXPECT_THROW(parse_devices("-g", "0,"), InputError);
  EXPECT_THROW(parse_devices("-g", "gpu"), InputError);
}

TEST(Quantity, LayersNameMaterialThicknessDensitySource) {
  const auto plain = parse_layer("--layer", "soft tissue:12.5");
  EXPECT_EQ(plain.material, "soft tissue");
  EXPECT_EQ(plain.thickness_mm, 12.5);
  EXPECT_FALSE(plain.density_g_cm3.has_value());
  EXPECT_FALSE(plain.source);
  const auto full = parse_layer("--layer", "lung:5:0.3:source");
  EXPECT_EQ(full.density_g_cm3, 0.3);
  EXPECT_TRUE(full.source);
  EXPECT_TRUE(parse_layer("--layer", "water:1:source").source);
  for (const char* word :
       {"water", "water:", "water:source", "water:1:", "water:1:1:1", "water:x"}) {
    EXPECT_THROW(parse_layer("--layer", word), InputError) << word;
  }
}

TEST(Quantity, MessagesNameTheFlagAndTheWord) {
  try {
    parse_seconds("--max-time", "soon");
    FAIL();
  } catch (const InputError& error) {
    EXPECT_THAT(error.what(), testing::StartsWith("--max-time 'soon': "));
  }
}

TEST(Quantity, GammaCriteriaAreADoseAndADistance) {
  const GammaCriterion criterion = parse_gamma("--gamma", "2.5%/3mm");
  EXPECT_EQ(criterion.dose_percent, 2.5);
  EXPECT_EQ(criterion.distance_mm, 3);
  EXPECT_EQ(parse_gamma("--gamma", "2/1").distance_mm, 1);
  for (const char* word : {"", "2%", "2%/", "/2mm", "0%/2mm", "2%/0mm", "-2%/2mm", "nan%/2mm",
                           "2%/2cm", "2mm/2%", "2%/2mm/2", "2 %/2mm"}) {
    EXPECT_THROW(parse_gamma("--gamma", word), InputError) << word;
  }
}

TEST(Quantity, PercentagesAreUpToAHundred) {
  EXPECT_EQ(parse_percent("--threshold", "10%"), 10);
  EXPECT_EQ(parse_percent("--threshold", "0"), 0);
  EXPECT_EQ(parse_percent("--threshold", "100%"), 100);
  for (const char* word : {"", "%", "-1%", "100.1%", "nan", "ten%", "10%%"}) {
    EXPECT_THROW(parse_percent("--threshold", word), InputError) << word;
  }
}

TEST(Quantity, NamesWithValues) {
  EXPECT_EQ(parse_named_path("--mask", "liver=a=b/c").first, "liver");
  EXPECT_EQ(parse_named_path("--mask", "liver=a=b/c").second, "a=b/c");
  EXPECT_EQ(parse_named_number("--uptake", "a=b=4.5"), std::make_pair(std::string("a=b"), 4.5));
  EXPECT_EQ(parse_named_number("--cap-hu", "v=-20").second, -20);
  EXPECT_EQ(parse_role("--role", "*tumor*=tumour"),
            std::make_pair(std::string("*tumor*"), RoiRole::tumour));
  EXPECT_THROW(parse_named_path("--mask", "liver"), InputError);
  EXPECT_THROW(parse_named_path("--mask", "=path"), InputError);
  EXPECT_THROW(parse_named_number("--uptake", "liver=-1"), InputError);
  EXPECT_THROW(parse_named_number("--uptake", "liver=x"), InputError);
  EXPECT_THROW(parse_role("--role", "liver=organ"), InputError);
}

TEST(Quantity, Moments) {
  EXPECT_EQ(to_string(parse_moment("--imaged", "2024-02-29 23:59:58")), "2024-02-29 23:59:58");
  EXPECT_THROW(parse_moment("--imaged", "2024-02-30 12:00"), InputError);
  EXPECT_THROW(parse_moment("--imaged", "yesterday"), InputError);
}

}  // namespace
}  // namespace yttria
