// SPDX-License-Identifier: Apache-2.0
#include "engine/exchange/nifti_writer.hpp"

#include <gtest/gtest.h>
#include <nifti2_io.h>

#include <cmath>
#include <cstring>
#include <fstream>
#include <memory>

#include "tests/engine/support/temporary_folder.hpp"
#include "tests/exchange/grids.hpp"

namespace yttria {
namespace {

using namespace test;
using Image = std::unique_ptr<nifti_image, decltype(&nifti_image_free)>;

Image written(const std::filesystem::path& path, const Grid& grid, int kind) {
  NewFile file(path, true);
  EXPECT_EQ(write_nifti(file, grid, values(grid), "Absorbed dose to medium, Gy").version, kind);
  file.commit();
  return {nifti_image_read(path.c_str(), 1), nifti_image_free};
}

/// Of the corners, mm; RAS has x and y turned round.
double largest_distance_mm(const nifti_dmat44& matrix, const Grid& grid) {
  double largest = 0;
  for (const Vector& index : corners(grid)) {
    Vector point{};
    for (std::size_t row = 0; row < 3; ++row) {
      point[row] = matrix.m[row][3];
      for (std::size_t axis = 0; axis < 3; ++axis) point[row] += matrix.m[row][axis] * index[axis];
    }
    largest =
        std::max(largest, distance_mm({-point[0], -point[1], point[2]}, point_mm(grid, index)));
  }
  return largest;
}

TEST(NiftiWriter, BothFormsPutEveryVoxelWhereItWas) {
  const TemporaryFolder folder;
  for (const auto& [name, grid] : grids()) {
    // In RAS it is within 0.04 degrees of half a turn, which no qform can say.
    const bool unsaid = name == "hardly oblique";
    for (const char* ending : {"dose.nii", "dose.nii.gz"}) {
      const Image image = written(folder / ending, grid, unsaid ? 2 : 1);
      ASSERT_TRUE(image) << name;
      EXPECT_LT(largest_distance_mm(image->sto_xyz, grid), 1e-3) << name;
      EXPECT_TRUE(unsaid || largest_distance_mm(image->qto_xyz, grid) < 1e-3) << name;
      EXPECT_EQ(image->sform_code, NIFTI_XFORM_SCANNER_ANAT);
      EXPECT_EQ(image->qform_code, unsaid ? NIFTI_XFORM_UNKNOWN : NIFTI_XFORM_SCANNER_ANAT);
      EXPECT_EQ(image->xyz_units, NIFTI_UNITS_MM);
      EXPECT_EQ(image->datatype, DT_FLOAT32);
      EXPECT_EQ(image->ndim, 3);
      EXPECT_STREQ(image->descrip, "Absorbed dose to medium, Gy");
      const std::vector<float> wanted = values(grid);
      ASSERT_EQ(image->nvox, static_cast<std::int64_t>(wanted.size()));
      const auto* const found = static_cast<const float*>(image->data);
      for (std::size_t i = 0; i < wanted.size(); ++i) {  // libnifti2 itself reads NaN as 0
        ASSERT_EQ(found[i], std::isnan(wanted[i]) ? 0 : wanted[i]) << name << ", voxel " << i;
      }
    }
  }
}

TEST(NiftiWriter, UnknownStaysUnknown) {
  const TemporaryFolder folder;
  const Grid grid = grids().front().grid;
  written(folder / "dose.nii", grid, 1);
  std::ifstream stream(folder / "dose.nii", std::ios::binary);
  std::vector<float> found(static_cast<std::size_t>(grid.voxels()));
  stream.seekg(352);
  stream.read(reinterpret_cast<char*>(found.data()),
              static_cast<std::streamsize>(found.size() * sizeof(float)));
  const std::vector<float> wanted = values(grid);
  EXPECT_TRUE(stream);
  EXPECT_TRUE(std::isnan(found[1]));
  EXPECT_EQ(std::memcmp(found.data(), wanted.data(), wanted.size() * sizeof(float)), 0);
}

TEST(NiftiWriter, FarOriginsTakeTheSecondFormat) {
  const TemporaryFolder folder;
  Grid grid = grids().front().grid;
  grid.origin_mm = {123456.785, 0, 0};  // single precision is 8 um apart there
  const Image image = written(folder / "dose.nii", grid, 2);
  ASSERT_TRUE(image);
  EXPECT_LT(largest_distance_mm(image->sto_xyz, grid), 1e-9);
  EXPECT_LT(largest_distance_mm(image->qto_xyz, grid), 1e-6);
}

TEST(NiftiWriter, LongAxesTakeTheSecondFormat) {
  const TemporaryFolder folder;
  Grid grid = grids().front().grid;
  grid.shape = {1, 1, 40000};
  grid.origin_mm = {0, 0, 0};
  const Image image = written(folder / "dose.nii", grid, 2);
  ASSERT_TRUE(image);
  EXPECT_EQ(image->nz, 40000);
}

}  // namespace
}  // namespace yttria
