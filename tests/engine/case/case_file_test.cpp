// SPDX-License-Identifier: Apache-2.0
// What a good case file means. Bad ones are in bad_*_test.cpp.
#include "engine/case/case_file.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <cmath>
#include <numbers>
#include <numeric>
#include <thread>

#include "engine/error.hpp"
#include "engine/physics/material_library.hpp"
#include "engine/physics/nuclide.hpp"
#include "tests/engine/support/edited_file.hpp"
#include "tests/engine/support/file_bytes.hpp"
#include "tests/engine/support/small_case.hpp"
#include "tests/engine/support/temporary_folder.hpp"

namespace yttria {
namespace {

using test::EditedFile;
using test::small_case;
using test::voxel;

class CaseFile : public testing::Test {
 protected:
  CaseFile() { write_case(path, small_case(), false); }
  /// The map as another quantity: 2 and 6 of something in the two voxels.
  void store_map(const std::string& quantity, const std::string& units) {
    EditedFile file(path);
    std::vector<double> values(60, 0);
    values[voxel(2, 1, 1)] = 2;
    values[voxel(2, 2, 1)] = 6;
    file.put("/source/map", {5, 4, 3}, H5T_IEEE_F64LE, values);
    file.set_text("/source/map", "quantity", quantity);
    file.set_text("/source/map", "units", units);
  }

  test::TemporaryFolder folder;
  std::filesystem::path path = folder / "case.h5";
};

TEST_F(CaseFile, ReadsBackWhatWasWritten) {
  const Case expected = small_case();
  const Case read = read_case(path);
  EXPECT_EQ(read.grid, expected.grid);
  EXPECT_EQ(read.density_g_cm3, expected.density_g_cm3);
  EXPECT_EQ(read.material, expected.material);
  EXPECT_EQ(read.materials, expected.materials);
  EXPECT_EQ(read.source.map_decays, expected.source.map_decays);
  EXPECT_EQ(read.source.nuclide, "Y-90");
  EXPECT_EQ(read.source.quantity, "decays");
  EXPECT_EQ(read.source.total_decays, 4e9);
  ASSERT_EQ(read.rois.size(), 2u);
  EXPECT_EQ(read.rois[0].name, "lesion");
  EXPECT_EQ(read.rois[0].role, RoiRole::tumour);
  EXPECT_EQ(read.rois[0].runs, expected.rois[0].runs);
  EXPECT_EQ(read.rois[1].name, "liver");
  EXPECT_EQ(read.rois[1].role, RoiRole::normal_liver);
  EXPECT_EQ(read.rois[1].runs, expected.rois[1].runs);
  EXPECT_EQ(read.digest, case_digest(expected));
  EXPECT_THAT(check_case(path), testing::IsEmpty());
}

TEST_F(CaseFile, KeepsPoints) {
  const Case expected = test::small_case_of_points();
  write_case(path, expected, true);
  const Case read = read_case(path);
  EXPECT_EQ(read.source.points_mm, expected.source.points_mm);
  EXPECT_EQ(read.source.points_decays, expected.source.points_decays);
  EXPECT_EQ(read.source.total_decays, 1e6);
  EXPECT_TRUE(read.source.map_decays.empty());
  EXPECT_EQ(read.digest, case_digest(expected));
}

TEST_F(CaseFile, ActivityBecomesDecaysByTheHalfLife) {
  store_map("activity", "Bq");
  const Case read = read_case(path);
  const double decays_per_Bq = nuclide("Y-90").half_life_h * 3600 / std::numbers::ln2;
  EXPECT_NEAR(decays_per_Bq, 3.33e5, 0.01e5);  // 64.04 h to 64.2 h, as published
  EXPECT_FLOAT_EQ(read.source.map_decays[voxel(2, 1, 1)], static_cast<float>(2 * decays_per_Bq));
  EXPECT_NEAR(read.source.total_decays, 8 * decays_per_Bq, 1e-6 * decays_per_Bq);
  EXPECT_EQ(read.source.half_life_h, nuclide("Y-90").half_life_h);
}

TEST_F(CaseFile, ActivityConcentrationCountsTheVolumeOfAVoxel) {
  store_map("activity", "Bq");
  const double activity = read_case(path).source.total_decays;
  store_map("activity_concentration", "Bq/mL");
  EXPECT_NEAR(read_case(path).source.total_decays / activity, 0.024, 1e-8);  // 2 x 3 x 4 mm
}

TEST_F(CaseFile, RelativeMapIsScaledToTotalDecays) {
  store_map("relative", "1");
  EditedFile(path).set_numbers("/source/map", "total_decays", {1e10});
  const Case read = read_case(path);
  EXPECT_FLOAT_EQ(read.source.map_decays[voxel(2, 1, 1)], 2.5e9f);
  EXPECT_FLOAT_EQ(read.source.map_decays[voxel(2, 2, 1)], 7.5e9f);
  EXPECT_EQ(read.source.half_life_h, 0);
}

TEST_F(CaseFile, MonoenergeticElectronsNeedNoHalfLife) {
  EditedFile(path).set_text("/source/map", "nuclide", "electron");
  EditedFile(path).set_numbers("/source/map", "energy_MeV", {1.5});
  EXPECT_EQ(read_case(path).source.electron_energy_MeV, 1.5);
  EXPECT_NE(read_case(path).digest, case_digest(small_case()));
}

TEST_F(CaseFile, BetaSpectrumIsReadAndIsContent) {
  EditedFile(path).put("/source/beta_spectrum", {3, 2}, H5T_IEEE_F64LE, {0, 1, 1, 0.5, 2.28, 0});
  EditedFile(path).set_text("/source/beta_spectrum", "units", "MeV");
  const Case read = read_case(path);
  EXPECT_THAT(
      read.source.beta_spectrum,
      testing::ElementsAre(testing::Pair(0, 1), testing::Pair(1, 0.5), testing::Pair(2.28, 0)));
  EXPECT_NE(read.digest, case_digest(small_case()));
  write_case(path, read, true);
  EXPECT_EQ(read_case(path).digest, read.digest);
}

TEST_F(CaseFile, OwnMaterialsAndThoseOfTheLibraryMix) {
  Case problem = small_case();
  problem.materials[1] = user_material("resin", {{1, 0.08}, {6, 0.62}, {8, 0.3}}, 0);
  problem.materials[1].nominal_density_g_cm3 = mean_voxel_densities_g_cm3(problem)[1];
  write_case(path, problem, true);
  const Case read = read_case(path);
  EXPECT_EQ(read.materials, problem.materials);
  EXPECT_EQ(read.digest, case_digest(problem));
}

// The name of a composition must not matter: at its density "my lung" is the library's lung.
TEST_F(CaseFile, DensityEffectOfOwnMaterialsIsThatOfTheirVoxels) {
  Case problem = small_case();
  const Material lung = library_material("lung");
  problem.materials[1] =
      user_material("my lung", lung.mass_fractions, lung.mean_excitation_energy_eV);
  for (std::size_t v = 0; v < problem.material.size(); ++v) {
    if (problem.material[v] == 1) problem.density_g_cm3[v] = v % 2 == 0 ? 0.25f : 0.27f;
  }
  write_case(path, problem, true);
  const double read = read_case(path).materials[1].nominal_density_g_cm3;
  EXPECT_NE(read, 1.0);
  EXPECT_NEAR(read, lung.nominal_density_g_cm3, 0.011);
}

TEST_F(CaseFile, MeanExcitationEnergyMayBeLeftToBragg) {
  Case problem = small_case();
  problem.materials[1] = user_material("resin", {{1, 0.08}, {6, 0.62}, {8, 0.3}}, 0);
  write_case(path, problem, true);
  EditedFile(path).remove("/materials/mean_excitation_energy");
  EXPECT_EQ(read_case(path).materials[1].mean_excitation_energy_eV,
            problem.materials[1].mean_excitation_energy_eV);
}

TEST_F(CaseFile, StorageIsNotContent) {
  const std::string digest = read_case(path).digest;
  const hid_t creation = H5Pcreate(H5P_DATASET_CREATE);
  const hsize_t chunk[] = {2, 3, 2};
  H5Pset_chunk(creation, 3, chunk);
  H5Pset_shuffle(creation);
  H5Pset_deflate(creation, 6);
  {
    EditedFile file(path);
    file.put("/medium/density", {5, 4, 3}, H5T_IEEE_F32BE, file.values("/medium/density"),
             creation);
    file.put("/medium/material", {5, 4, 3}, H5T_STD_U8LE, file.values("/medium/material"),
             creation);
    file.put("/source/map", {5, 4, 3}, H5T_IEEE_F64BE, file.values("/source/map"));
    file.set_fixed_text("/medium/density", "units", "g/cm3", false);
    file.set_fixed_text("/medium/material", "units", "1", true);
    file.group("/notes_of_others");
    file.set_text("/medium", "remark", "ignored");
  }
  H5Pclose(creation);
  EXPECT_EQ(read_case(path).digest, digest);
}

TEST_F(CaseFile, NamesAndRowsOfMaterialsAreNotContent) {
  const Case problem = small_case();
  Case other = problem;
  other.materials = {problem.materials[1], library_material("air"), problem.materials[0]};
  for (std::uint16_t& row : other.material) row = row == 0 ? 2 : 0;
  EXPECT_EQ(case_digest(other), case_digest(problem));
  other.material[5] = 1;
  EXPECT_NE(case_digest(other), case_digest(problem));
}

/// Each of these changes what a dose depends on, and so must change the digest.
TEST(CaseDigest, EveryPieceOfContentCounts) {
  const std::vector<void (*)(Case&)> changes = {
      [](Case& c) { c.grid.spacing_mm[0] = std::nextafter(2.0, 3.0); },
      [](Case& c) { c.grid.origin_mm[2] += 1e-9; },
      [](Case& c) { c.grid.direction[0] = -1; },
      [](Case& c) {
        c.grid.shape = {3, 5, 4};
      },
      [](Case& c) { c.density_g_cm3[7] = std::nextafter(1.04f, 2.0f); },
      [](Case& c) { c.material[7] = 1; },
      [](Case& c) { c.materials[0].mean_excitation_energy_eV += 1e-9; },
      [](Case& c) { c.materials[0].nominal_density_g_cm3 += 1e-9; },
      [](Case& c) { c.materials[0].mass_fractions[0].second += 1e-12; },
      [](Case& c) { c.source.nuclide = "P-32"; },
      [](Case& c) { c.source.map_decays[7] = 1; },
      [](Case& c) {
        c.source.beta_spectrum = {{0, 1}, {1, 1}};
      },
      [](Case& c) { c.rois[0].name = "lesions"; },
      [](Case& c) { c.rois[0].role = RoiRole::other; },
      [](Case& c) { c.rois[0].runs[0].last += 1; },
      [](Case& c) { c.rois.pop_back(); }};
  const std::string digest = case_digest(small_case());
  EXPECT_EQ(digest.size(), 64u);
  for (std::size_t i = 0; i < changes.size(); ++i) {
    Case changed = small_case();
    changes[i](changed);
    EXPECT_NE(case_digest(changed), digest) << "change " << i;
  }
}

TEST(CaseDigest, NotContent) {
  Case problem = small_case();
  const std::string digest = case_digest(problem);
  std::swap(problem.rois[0], problem.rois[1]);
  problem.source.quantity = "activity";
  problem.source.half_life_h = 64.1;
  problem.grid.direction[1] = -0.0;
  EXPECT_EQ(case_digest(problem), digest);
}

TEST_F(CaseFile, ExistingOutputIsKeptWithoutReplace) {
  const std::string before = read_case(path).digest;
  Case other = small_case();
  other.grid.spacing_mm[0] = 7;
  try {
    write_case(path, other, false);
    FAIL() << "an existing file was overwritten";
  } catch (const InputError& error) {
    EXPECT_THAT(error.what(), testing::HasSubstr("case.h5: exists already"));
  }
  EXPECT_EQ(read_case(path).digest, before);
  write_case(path, other, true);
  EXPECT_NE(read_case(path).digest, before);
}

TEST_F(CaseFile, NothingIsLeftBesideTheFile) {
  write_case(path, small_case(), true);
  EXPECT_THROW(write_case(path, small_case(), false), InputError);
  EXPECT_THROW(write_case(folder / "no_such_folder/case.h5", small_case(), false), InputError);
  Case unnamed = small_case();
  unnamed.rois[0].name = "a/b";
  EXPECT_THROW(write_case(folder / "other.h5", unnamed, false), InputError);
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(folder.path())) {
    names.push_back(entry.path().filename());
  }
  EXPECT_THAT(names, testing::ElementsAre("case.h5"));
}

TEST_F(CaseFile, SameCaseSameBytes) {
  std::this_thread::sleep_for(std::chrono::milliseconds(1100));  // HDF5 would note times, in seconds
  write_case(folder / "again.h5", small_case(), false);
  EXPECT_EQ(test::bytes_of(path), test::bytes_of(folder / "again.h5"));
}

}  // namespace
}  // namespace yttria
