// SPDX-License-Identifier: Apache-2.0
#include "engine/report/pictures.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "engine/report/dose_scale.hpp"
#include "engine/report/picture_volume.hpp"
#include "engine/report/plane.hpp"
#include "engine/report/png.hpp"
#include "engine/report/still_picture.hpp"
#include "tests/engine/support/map_of.hpp"

namespace yttria::report {
namespace {

using test::grid_of;
using test::map_of;

TEST(PictureFrame, HoldsThePatientAndTheDose) {
  DoseMap map = map_of(grid_of({20, 20, 20}, {2, 2, 2}),
                       [](double x, double, double) { return x == 30 ? 50.0 : 0.1; });
  map.mass_g.assign(map.dose_Gy.size(), 1e-5f);  // air
  map.mass_g[0] = 8e-3f;                         // one voxel of water in the corner
  const PictureFrame frame = picture_frame(map, {1, 1, 1}, 1000000);
  EXPECT_EQ(frame.first, (std::array<std::int64_t, 3>{0, 0, 0}));
  EXPECT_EQ(frame.shape, (std::array<std::int64_t, 3>{16, 20, 20}));
}

TEST(PictureFrame, ThinsTheFinestAxisAndKeepsTheCentre) {
  const DoseMap map =
      map_of(grid_of({64, 64, 16}, {1, 1, 4}), [](double, double, double) { return 1.0; });
  const PictureFrame frame = picture_frame(map, {33, 17, 5}, 5000);
  EXPECT_LE(frame.size(), 5000);
  EXPECT_GT(frame.size(), 1000);
  EXPECT_EQ(frame.stride[2], 1);
  const std::array<std::int64_t, 3> centre{33, 17, 5};
  for (std::size_t a = 0; a < 3; ++a) EXPECT_EQ((centre[a] - frame.first[a]) % frame.stride[a], 0);
}

TEST(Quantisation, EndsAndUnknown) {
  const Quantisation linear{0, 10, false, 2};
  EXPECT_EQ(linear.code(0), 0u);
  EXPECT_EQ(linear.code(10), 65534u);
  EXPECT_EQ(linear.code(20), 65534u);
  EXPECT_EQ(linear.code(std::nan("")), 65535u);
  const Quantisation logarithmic{0.001, 1, true, 1};
  EXPECT_EQ(logarithmic.code(0), 0u);
  EXPECT_EQ(logarithmic.code(0.001), 0u);
  EXPECT_EQ(logarithmic.code(std::sqrt(0.001)), 127u);
  EXPECT_EQ(logarithmic.code(1), 254u);
}

TEST(Plane, IsWhatAReaderOfImagesExpects) {
  // The dose grows to the patient's left, posterior and superior.
  const DoseMap map = map_of(grid_of({3, 4, 5}, {1, 1, 1}),
                             [](double x, double y, double z) { return 1 + x + 10 * y + 100 * z; });
  const PictureFrame frame = picture_frame(map, {0, 0, 0}, 1000);
  const auto dose = [&](std::size_t i) { return static_cast<double>(map.dose_Gy[i]); };
  const auto [transverse, coronal, sagittal] = views(map.grid);
  const Plane t = plane(frame, map.grid, transverse, 2, dose);
  EXPECT_EQ(t.width, 3);
  EXPECT_EQ(t.height, 4);
  EXPECT_EQ(t.at(0, 0), 201);  // right anterior
  EXPECT_EQ(t.at(2, 3), 233);  // left posterior
  const Plane c = plane(frame, map.grid, coronal, 1, dose);
  EXPECT_EQ(c.at(0, 0), 411);  // right superior
  EXPECT_EQ(c.at(2, 4), 13);   // left inferior
  const Plane s = plane(frame, map.grid, sagittal, 1, dose);
  EXPECT_EQ(s.at(0, 0), 402);  // anterior superior
  EXPECT_EQ(s.at(3, 4), 32);   // posterior inferior
}

TEST(Isodose, LiesBetweenCentresInProportion) {
  EXPECT_EQ(isodose_path({2, 2, {0, 10, 0, 10}}, 2.5), "M0.75 0.50L0.75 1.50");
  EXPECT_EQ(isodose_path({2, 2, {0, 10, 0, 10}}, 20), "");
  EXPECT_EQ(isodose_path({2, 2, {0, 10, std::nan(""), 10}}, 2.5), "");
  EXPECT_EQ(isodose_path({1, 5, {0, 1, 2, 3, 4}}, 2.5), "");
}

TEST(Isodose, SaddlesCutOffTheCornersThatDiffer) {
  // Upper left and lower right high; the middle is high, so the low corners are cut off.
  const std::string high = isodose_path({2, 2, {10, 0, 0, 10}}, 4);
  EXPECT_EQ(high, "M1.10 0.50L1.50 0.90M0.90 1.50L0.50 1.10");
  const std::string low = isodose_path({2, 2, {10, 0, 0, 10}}, 6);
  EXPECT_EQ(low, "M0.50 0.90L0.90 0.50M1.50 1.10L1.10 1.50");
}

TEST(Scales, RoundLevelsAndTicks) {
  EXPECT_EQ(isodose_levels_Gy(310), (std::vector<double>{20, 50, 100, 200}));
  EXPECT_EQ(ticks(0, 310, 5), (std::vector<double>{0, 100, 200, 300}));
  const DoseMap flat =
      map_of(grid_of({9, 9, 9}, {1, 1, 1}), [](double, double, double) { return 0.0; });
  EXPECT_EQ(full_scale_Gy(flat), 1);
  DoseMap noisy =
      map_of(grid_of({20, 20, 20}, {1, 1, 1}), [](double, double, double) { return 98.2; });
  noisy.dose_Gy[7] = 5000;
  EXPECT_EQ(full_scale_Gy(noisy), 99);
}

TEST(StillPicture, DoseHidesDensityOnlyWhereThereIsSome) {
  EXPECT_EQ(dose_over_density(0, 0.9, 100), (Rgb{128, 128, 128}));
  EXPECT_EQ(dose_over_density(std::nan(""), 0, 100), (Rgb{0, 0, 0}));
  EXPECT_EQ(dose_over_density(0, std::nan(""), 100), (Rgb{56, 56, 56}));
  const Rgb hot = dose_over_density(100, 0, 100);
  for (std::size_t i = 0; i < 3; ++i) EXPECT_NEAR(hot[i], 0.85 * dose_colours()[255][i], 0.51);
}

TEST(Png, IsAPng) {
  const auto bytes = png(2, 1, {{255, 0, 0}, {0, 0, 255}});
  ASSERT_GT(bytes.size(), 33u);
  EXPECT_EQ(std::string(bytes.begin() + 1, bytes.begin() + 4), "PNG");
  EXPECT_EQ(bytes[19], 2);  // width
  EXPECT_EQ(bytes[23], 1);  // height
}

}  // namespace
}  // namespace yttria::report
