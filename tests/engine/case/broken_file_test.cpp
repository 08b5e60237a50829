// SPDX-License-Identifier: Apache-2.0
// Files that are damaged as a whole, and the pass that keeps every problem.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>

#include "engine/case/case_file.hpp"
#include "engine/error.hpp"
#include "tests/engine/support/edited_file.hpp"
#include "tests/engine/support/file_bytes.hpp"
#include "tests/engine/support/small_case.hpp"
#include "tests/engine/support/temporary_folder.hpp"

namespace yttria {
namespace {

using test::EditedFile;
using test::voxel;
using testing::HasSubstr;

class BrokenFile : public testing::Test {
 protected:
  BrokenFile() { write_case(path, test::small_case(), false); }
  std::string refusal() {
    try {
      read_case(path);
    } catch (const InputError& error) {
      return error.what();
    }
    return "accepted";
  }
  test::TemporaryFolder folder;
  std::filesystem::path path = folder / "case.h5";
};

TEST_F(BrokenFile, Missing) {
  std::filesystem::remove(path);
  EXPECT_EQ(refusal(), path.string() + ": there is no such file");
  EXPECT_THAT(check_case(path), testing::ElementsAre(refusal()));
}

TEST_F(BrokenFile, Folder) {
  std::filesystem::remove(path);
  std::filesystem::create_directory(path);
  EXPECT_EQ(refusal(), path.string() + ": is a folder, not a file");
}

TEST_F(BrokenFile, NotHdf5) {
  test::put_bytes(path, "case = liver\n");
  EXPECT_THAT(refusal(), HasSubstr("case.h5: is not an HDF5 file"));
}

TEST_F(BrokenFile, Empty) {
  test::put_bytes(path, "");
  EXPECT_THAT(refusal(), HasSubstr("case.h5: is not an HDF5 file"));
}

TEST_F(BrokenFile, TruncatedAnywhere) {
  const std::string bytes = test::bytes_of(path);
  for (std::size_t size = 8; size < bytes.size(); size += 97) {
    test::put_bytes(path, bytes.substr(0, size));
    EXPECT_THAT(refusal(), HasSubstr("case.h5: ")) << size;
    EXPECT_THAT(refusal(), HasSubstr("truncated or damaged")) << size;
  }
}

TEST_F(BrokenFile, AFlippedBitOfAVolumeIsNoticed) {
  std::string bytes = test::bytes_of(path);
  const float value = 1.04f;
  const std::size_t at = bytes.find(std::string(reinterpret_cast<const char*>(&value), 4));
  ASSERT_NE(at, std::string::npos);
  bytes[at] ^= 1;
  test::put_bytes(path, bytes);
  EXPECT_THAT(refusal(), HasSubstr("/medium/density: its data cannot be read"));
}

TEST_F(BrokenFile, CheckKeepsEveryProblem) {
  {
    EditedFile file(path);
    file.set_numbers("/grid", "spacing_mm", {2, 2, 0});
    file.set_numbers("/grid", "direction", {1, 0, 0, 0, 2, 0, 0, 0, 1});
    file.set_text("/medium/density", "units", "HU");
    file.poke("/medium/density", voxel(1, 1, 1), -1000);
    file.poke("/medium/material", voxel(1, 1, 1), 9);
    file.put_texts("/materials/name", {"mud", "sand"});
    file.poke("/source/map", voxel(2, 2, 2), std::numeric_limits<double>::quiet_NaN());
    file.set_text("/source/map", "nuclide", "Unobtainium-1");
    file.set_text("/roi/lesion", "role", "lesion");
    file.remove_attribute("/roi/liver", "role");
  }
  EXPECT_THAT(
      check_case(path),
      testing::UnorderedElementsAre(
          HasSubstr("/grid: spacing_mm[2]"), HasSubstr("/grid: direction"),
          HasSubstr("/medium/density: units \"HU\""), HasSubstr("/medium/density: voxel [1][1][1]"),
          HasSubstr("/medium/material: voxel [1][1][1] is 9"), HasSubstr("row 0 \"mud\""),
          HasSubstr("row 1 \"sand\""), HasSubstr("/source/map: voxel [2][2][2] is nan"),
          HasSubstr("/source/map: attribute \"nuclide\""), HasSubstr("/roi/lesion: role"),
          HasSubstr("/roi/liver: has no attribute \"role\"")));
  EXPECT_THROW(read_case(path), InputError);
}

/// More than one slab of every volume (slabs are 8 MiB): runs cross slabs, places stay right.
TEST(LargeCase, SlabsJoin) {
  const test::TemporaryFolder folder;
  const std::filesystem::path path = folder / "large.h5";
  Case problem = test::small_case();
  problem.grid.shape = {256, 256, 136};
  const auto voxels = static_cast<std::size_t>(problem.grid.voxels());
  problem.density_g_cm3.assign(voxels, 1);
  problem.material.assign(voxels, 0);
  problem.source.map_decays.assign(voxels, 0);
  const std::size_t last = voxels - 3;
  problem.density_g_cm3[last] = 2;
  problem.material[last] = 1;
  problem.source.map_decays[last] = 5;
  const std::int64_t slab = 8 << 20;
  problem.rois = {{"across", RoiRole::other, {{slab - 5, slab + 5}, {slab + 6, slab + 7}}},
                  {"end", RoiRole::other, {{0, 1}, {slab, problem.grid.voxels()}}}};
  write_case(path, problem, false);
  const Case read = read_case(path);
  EXPECT_EQ(read.density_g_cm3, problem.density_g_cm3);
  EXPECT_EQ(read.rois[0].runs, problem.rois[0].runs);
  EXPECT_EQ(read.rois[1].runs, problem.rois[1].runs);
  EXPECT_EQ(read.digest, case_digest(problem));

  EditedFile(path).poke("/source/map", last, -1);
  try {
    read_case(path);
    FAIL() << "a negative voxel was accepted";
  } catch (const InputError& error) {
    EXPECT_THAT(error.what(), HasSubstr("/source/map: voxel [135][255][253] is -1;"));
  }
}

}  // namespace
}  // namespace yttria
