// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "engine/error.hpp"
#include "engine/result/dose_file.hpp"
#include "engine/result/dose_map_file.hpp"
#include "engine/result/roi_statistics.hpp"
#include "tests/engine/support/edited_file.hpp"
#include "tests/engine/support/small_dose.hpp"
#include "tests/engine/support/temporary_folder.hpp"

namespace yttria {
namespace {

using testing::HasSubstr;
using testing::ThrowsMessage;

/// A map without sums: 0, 1, 2, ... Gy, a voxel of vacuum, two regions.
DoseMap small_map() {
  DoseMap map;
  map.grid.shape = {4, 3, 2};
  map.grid.spacing_mm = {10, 10, 10};
  for (int i = 0; i < 24; ++i) {
    map.dose_Gy.push_back(static_cast<float>(i));
    map.mass_g.push_back(i < 12 ? 1.0f : 0.25f);
    map.uncertainty.push_back(i % 2 == 0 ? 0.1f : std::numeric_limits<float>::quiet_NaN());
  }
  map.mass_g[5] = 0;
  map.dose_Gy[5] = std::numeric_limits<float>::quiet_NaN();
  map.rois = {{"both", RoiRole::tumour, {{4, 8}, {12, 14}}}, {"nothing", RoiRole::other, {}}};
  map.provenance = {{"method", std::string("made up")}, {"total_decays", 1e9}};
  return map;
}

TEST(DoseMap, ComesBackFromItsFile) {
  const test::TemporaryFolder folder;
  const DoseMap written = small_map();
  write_dose_map(folder / "d.h5", written, false);
  const DoseMap read = read_dose_map(folder / "d.h5");
  EXPECT_FALSE(read.run);
  EXPECT_EQ(read.grid, written.grid);
  EXPECT_THAT(read.dose_Gy, testing::Pointwise(testing::NanSensitiveFloatEq(), written.dose_Gy));
  EXPECT_THAT(read.uncertainty,
              testing::Pointwise(testing::NanSensitiveFloatEq(), written.uncertainty));
  EXPECT_EQ(read.mass_g, written.mass_g);
  ASSERT_EQ(read.rois.size(), 2u);
  EXPECT_EQ(read.rois[0].runs, written.rois[0].runs);
  EXPECT_EQ(read.rois[0].role, RoiRole::tumour);
  EXPECT_EQ(read.provenance, written.provenance);
}

TEST(DoseMap, OfARunHasItsSumsAndTheDoseOfItsFile) {
  const test::TemporaryFolder folder;
  write_dose(folder / "d.h5", test::dose_of_batches({{0, 40}}), false);
  const DoseMap map = read_dose_map(folder / "d.h5");
  ASSERT_TRUE(map.run);
  const std::vector<double> stored = test::EditedFile(folder / "d.h5").values("/result/dose");
  for (std::size_t i = 1; i < stored.size(); ++i) {
    EXPECT_EQ(static_cast<double>(map.dose_Gy[i]), stored[i]);
  }
  EXPECT_TRUE(std::isnan(map.dose_Gy[0]));
  EXPECT_EQ(map.rois.size(), 3u);
}

TEST(DoseMap, RegionsByMass) {
  const RoiStatistics s = roi_statistics(small_map(), 0);
  EXPECT_EQ(s.voxels, 6);
  EXPECT_DOUBLE_EQ(s.mass_g, 3.5);
  EXPECT_DOUBLE_EQ(s.mean_Gy, (4 + 6 + 7 + 0.25 * (12 + 13)) / 3.5);
  EXPECT_EQ(s.min_Gy.value, 4);
  EXPECT_EQ(s.max_Gy.value, 13);
  EXPECT_TRUE(std::isnan(s.mean_uncertainty));
  EXPECT_TRUE(std::isnan(s.D98.sigma));
  EXPECT_TRUE(std::isnan(s.dvh.upper[7]));
  const RoiStatistics nothing = roi_statistics(small_map(), 1);
  EXPECT_EQ(nothing.voxels, 0);
  EXPECT_TRUE(std::isnan(nothing.mean_Gy));
  EXPECT_TRUE(nothing.dvh.dose_Gy.empty());
}

TEST(DoseMap, OfAnotherProgramNeedsOnlyDoseAndGrid) {
  const test::TemporaryFolder folder;
  write_dose_map(folder / "d.h5", small_map(), false);
  {
    test::EditedFile file(folder / "d.h5");
    for (const char* object : {"/result/mass", "/result/uncertainty", "/roi", "/provenance"}) {
      file.remove(object);
    }
    file.remove_attribute("/", "status");
  }
  const DoseMap map = read_dose_map(folder / "d.h5");
  EXPECT_TRUE(map.mass_g.empty());
  EXPECT_TRUE(std::isnan(map.uncertainty[0]));
  EXPECT_TRUE(map.rois.empty());
  EXPECT_THAT([&] { roi_named(map, "liver"); },
              ThrowsMessage<InputError>(HasSubstr("there is no region")));
}

TEST(DoseMap, DamageIsNamed) {
  using test::EditedFile;
  const auto refused = [](auto&& damage, const std::string& word) {
    const test::TemporaryFolder folder;
    write_dose_map(folder / "d.h5", small_map(), false);
    {
      EditedFile file(folder / "d.h5");
      damage(file);
    }
    EXPECT_THAT([&] { read_dose_map(folder / "d.h5"); },
                ThrowsMessage<InputError>(testing::AllOf(HasSubstr("d.h5"), HasSubstr(word))));
  };
  refused([](EditedFile& f) { f.poke("/result/dose", 3, -1); }, "[0][0][3]");
  refused([](EditedFile& f) { f.set_text("/result/dose", "units", "cGy"); }, "cGy");
  refused([](EditedFile& f) { f.poke("/result/mass", 3, NAN); }, "/result/mass");
  refused([](EditedFile& f) { f.remove("/result/dose"); }, "dose");
  refused([](EditedFile& f) { f.remove("/result"); }, "/result");
  refused([](EditedFile& f) { f.remove("/grid"); }, "grid");
}

TEST(DoseMap, RegionsAreFoundByName) {
  const DoseMap map = small_map();
  EXPECT_EQ(roi_named(map, "nothing"), 1u);
  EXPECT_THAT([&] { roi_named(map, "liver"); },
              ThrowsMessage<InputError>(HasSubstr("both, nothing")));
}

}  // namespace
}  // namespace yttria
