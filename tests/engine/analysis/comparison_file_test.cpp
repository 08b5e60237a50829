// SPDX-License-Identifier: Apache-2.0
#include "engine/analysis/comparison_file.hpp"

#include <gtest/gtest.h>

#include "engine/error.hpp"
#include "engine/hdf5/group.hpp"
#include "tests/engine/support/map_of.hpp"
#include "tests/engine/support/temporary_folder.hpp"

namespace yttria {
namespace {

Comparison some_comparison() {
  DoseMap reference = test::map_of(
      test::grid_of({4, 3, 2}, {1, 2, 3}),
      [](double x, double y, double z) { return 10 + x + y + z; }, "ref.h5");
  reference.uncertainty.assign(24, 0.01f);
  reference.rois = {{"part", RoiRole::lung, {{0, 5}}}, {"nothing", RoiRole::other, {}}};
  DoseMap test = reference;
  test.file = "test.h5";
  for (float& dose : test.dose_Gy) dose *= 1.01f;
  ComparisonOptions options;
  options.criteria = {{2, 2}, {3, 1}};
  return compare(reference, test, options);
}

TEST(ComparisonFile, HoldsMapsTablesAndCriteria) {
  const test::TemporaryFolder folder;
  const Comparison c = some_comparison();
  write_comparison(folder / "c.h5", c, false);
  const hdf5::InputFile file(folder / "c.h5");
  EXPECT_EQ(file.text("format"), "yttria-comparison");
  EXPECT_EQ(file.text("test"), "test.h5");
  EXPECT_EQ(file.group("grid").numbers("spacing_mm", 3), (std::vector<double>{1, 2, 3}));
  const hdf5::Group maps = file.group("difference");
  EXPECT_EQ(maps.dataset("local").read_all<float>(), c.local);
  EXPECT_EQ(maps.dataset("global").read_all<float>(), c.global);
  EXPECT_EQ(maps.dataset("z").read_all<float>(), c.z);
  EXPECT_EQ(maps.dataset("gamma_2").read_all<float>(), c.gamma[1].gamma);
  EXPECT_EQ(maps.dataset("gamma_2").text("criterion"), "3%/1mm");
  EXPECT_EQ(maps.dataset("gamma_2").text("units"), "1");
  EXPECT_EQ(maps.dataset("gamma_1").number("passing_rate"), c.gamma[0].passing_rate);
  EXPECT_EQ(file.group("statistics").group("local").number("mean"), c.local_distribution.mean);
  const hdf5::Group part = file.group("roi").group("part");
  EXPECT_EQ(part.number("difference_mean_Gy"), c.rois[0].values[0].difference());
  EXPECT_EQ(part.number("largest_dvh_difference"), c.rois[0].dvh.largest);
  EXPECT_EQ(part.dataset("dvh").shape(), hdf5::Shape{401});
  EXPECT_EQ(file.group("roi").group("nothing").natural("compared"), 0u);
}

TEST(ComparisonFile, DoesNotReplaceUnasked) {
  const test::TemporaryFolder folder;
  const Comparison c = some_comparison();
  write_comparison(folder / "c.h5", c, false);
  EXPECT_THROW(write_comparison(folder / "c.h5", c, false), InputError);
  write_comparison(folder / "c.h5", c, true);
}

}  // namespace
}  // namespace yttria
