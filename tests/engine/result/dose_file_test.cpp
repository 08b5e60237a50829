// SPDX-License-Identifier: Apache-2.0
#include "engine/result/dose_file.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <stdexcept>

#include "engine/error.hpp"
#include "engine/result/statistics.hpp"
#include "tests/engine/support/edited_file.hpp"
#include "tests/engine/support/file_bytes.hpp"
#include "tests/engine/support/small_dose.hpp"
#include "tests/engine/support/temporary_folder.hpp"

namespace yttria {
namespace {

using test::EditedFile;
using testing::HasSubstr;

const std::vector<BatchRange> all_batches = {{0, 40}};

class DoseFile : public testing::Test {
 protected:
  DoseFile() { write_dose(path, dose, false); }
  std::string refusal() {
    try {
      read_dose(path);
    } catch (const InputError& error) {
      return error.what();
    }
    return "accepted";
  }
  test::TemporaryFolder folder;
  std::filesystem::path path = folder / "dose.h5";
  Dose dose = test::dose_of_batches(all_batches);
};

void expect_same(const TallySums& a, const TallySums& b) {
  EXPECT_EQ(a.energy, b.energy);
  EXPECT_EQ(a.squared_low, b.squared_low);
  EXPECT_EQ(a.squared_high, b.squared_high);
  EXPECT_EQ(a.groups, b.groups);
  EXPECT_EQ(a.roi_energy, b.roi_energy);
  EXPECT_TRUE(a.roi_squared == b.roi_squared);
  EXPECT_EQ(a.emitted, b.emitted);
  EXPECT_EQ(a.deposited, b.deposited);
  EXPECT_EQ(a.escaped, b.escaped);
  EXPECT_EQ(a.history_digest, b.history_digest);
  EXPECT_EQ(a.batches, b.batches);
}

TEST_F(DoseFile, ReadsBackWhatWasWritten) {
  const Dose read = read_dose(path);
  ASSERT_GT(dose.tally.squared_high[9], 0u);  // squares need both halves
  expect_same(read.tally, dose.tally);
  EXPECT_EQ(read.grid, dose.grid);
  EXPECT_EQ(read.mass_g, dose.mass_g);
  EXPECT_EQ(read.batches, dose.batches);
  EXPECT_EQ(read.identity, dose.identity);
  EXPECT_EQ(read.total_decays, dose.total_decays);
  EXPECT_EQ(read.planned_batches, 40u);
  EXPECT_TRUE(read.complete);
  EXPECT_THAT(read.provenance, testing::UnorderedElementsAreArray(dose.provenance));
  ASSERT_EQ(read.rois.size(), 3u);
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_EQ(read.rois[i].name, dose.rois[i].name);
    EXPECT_EQ(read.rois[i].role, dose.rois[i].role);
    EXPECT_EQ(read.rois[i].runs, dose.rois[i].runs);
  }
}

TEST_F(DoseFile, ResultFollowsFromTheSums) {
  const EditedFile file(path);
  const std::vector<double> Gy = file.values("/result/dose");
  const std::vector<double> uncertainty = file.values("/result/uncertainty");
  EXPECT_TRUE(std::isnan(Gy[0]));  // no mass
  EXPECT_TRUE(std::isnan(uncertainty[0]));
  EXPECT_EQ(Gy[1], 0);  // nothing scored
  EXPECT_TRUE(std::isnan(uncertainty[1]));
  EXPECT_GT(Gy[2], 0);  // one batch scored
  EXPECT_TRUE(std::isnan(uncertainty[2]));
  const double decays = 1e12 / (40.0 * 16384);
  for (std::size_t v = 3; v < 24; ++v) {
    const double mass = v == 7 ? 0.25 : 1;
    EXPECT_FLOAT_EQ(static_cast<float>(Gy[v]),
                    static_cast<float>(absorbed_dose_Gy(dose.tally.energy[v], mass, decays)));
    double sum = 0, squares = 0;
    for (std::uint64_t batch = 0; batch < 40; ++batch) {
      const double energy = static_cast<double>(test::batch_energy(batch, v));
      sum += energy;
      squares += energy * energy;
    }
    EXPECT_NEAR(uncertainty[v], std::sqrt((squares - sum * sum / 40) * 40 / 39) / sum, 1e-6);
  }
  EXPECT_EQ(file.shape("/result/dose"), (std::vector<hsize_t>{2, 3, 4}));
  EXPECT_EQ(file.shape("/tally/energy_squared"), (std::vector<hsize_t>{2, 2, 3, 4}));
  EXPECT_EQ(file.shape("/tally/groups"), (std::vector<hsize_t>{16, 10}));
  EXPECT_EQ(file.shape("/roi/a/dvh"), (std::vector<hsize_t>{401}));
}

TEST_F(DoseFile, PartialDoseIsForAllDecays) {
  Dose part = test::dose_of_batches({{3, 5}});
  write_dose(path, part, true);
  EXPECT_FALSE(read_dose(path).complete);
  const double Gy = EditedFile(path).values("/result/dose")[9];
  EXPECT_FLOAT_EQ(static_cast<float>(Gy), static_cast<float>(absorbed_dose_Gy(
                                              part.tally.energy[9], 1, 1e12 / (2 * 16384))));
}

TEST_F(DoseFile, SameDoseSameBytes) {
  write_dose(folder / "again.h5", dose, false);
  EXPECT_EQ(test::bytes_of(path), test::bytes_of(folder / "again.h5"));
}

TEST_F(DoseFile, WithoutRegionsOrBatches) {
  Dose empty = test::dose_of_batches({});
  empty.rois.clear();
  empty.tally.groups.clear();
  empty.tally.roi_energy.clear();
  empty.tally.roi_squared.clear();
  empty.provenance = {{"warnings", std::vector<std::string>{}}};
  write_dose(path, empty, true);
  const Dose read = read_dose(path);
  expect_same(read.tally, empty.tally);
  EXPECT_TRUE(read.batches.empty());
  EXPECT_EQ(read.provenance, empty.provenance);
  EXPECT_EQ(EditedFile(path).values("/result/dose")[5], 0);
}

TEST_F(DoseFile, ProvenanceCannotContradictTheSums) {
  dose.provenance.emplace_back("emitted", std::string("lies"));
  write_dose(path, dose, true);
  const Dose read = read_dose(path);
  EXPECT_EQ(read.tally.emitted, dose.tally.emitted);
  for (const auto& entry : read.provenance) EXPECT_NE(entry.first, "emitted");
}

TEST_F(DoseFile, ExistingOutputIsKeptWithoutReplace) {
  const std::string before = test::bytes_of(path);
  EXPECT_THROW(write_dose(path, test::dose_of_batches({{0, 1}}), false), InputError);
  EXPECT_EQ(test::bytes_of(path), before);
  write_dose(path, test::dose_of_batches({{0, 1}}), true);
  EXPECT_NE(test::bytes_of(path), before);
}

TEST_F(DoseFile, SumsThatDoNotFitAreNotWritten) {
  dose.tally.groups.pop_back();
  EXPECT_THROW(write_dose(path, dose, true), std::logic_error);
}

/// Every byte of the exact sums that the file holds is guarded: change one, and it is refused.
TEST_F(DoseFile, AnyChangedSumIsNoticed) {
  const std::vector<std::pair<std::string, std::size_t>> places = {
      {"/tally/energy", 5},
      {"/tally/energy_squared", 5},
      {"/tally/energy_squared", 24 + 5},
      {"/tally/groups", 20},
      {"/tally/roi_energy", 1},
      {"/tally/roi_energy_squared", 0},
      {"/tally/roi_energy_squared", 4}};
  for (const auto& [object, element] : places) {
    write_dose(path, dose, true);
    {
      EditedFile file(path);
      std::uint64_t value = 0;
      const Dose read = test::dose_of_batches(all_batches);
      if (object == "/tally/energy") value = read.tally.energy[element];
      file.poke_u64(object, element, value + 1);
    }
    EXPECT_NE(refusal(), "accepted") << object << " " << element;
    EXPECT_THAT(refusal(), HasSubstr("dose.h5: /")) << object;
  }
}

/// Another machine may round the last bits differently.
TEST_F(DoseFile, LastBitsOfTheResultMayDiffer) {
  {
    EditedFile file(path);
    file.poke("/result/dose", 13, file.values("/result/dose")[13] * (1 + 2e-7));
  }
  EXPECT_EQ(refusal(), "accepted");
  {
    EditedFile file(path);
    file.poke("/result/dose", 13, file.values("/result/dose")[13] * (1 + 1e-5));
  }
  EXPECT_THAT(refusal(), HasSubstr("/result/dose: voxel [1][0][1]"));
}

struct Damage {
  std::string name;
  std::function<void(EditedFile&)> make;
  std::vector<std::string> message;
};

TEST_F(DoseFile, AttributesOfOthersAreNoDamage) {
  write_dose(path, dose, true);
  {
    EditedFile file(path);
    file.set_text("/provenance", "note", "of somebody else");
    file.set_numbers("/provenance", "weight_kg", {70});
  }
  EXPECT_EQ(read_dose(path).identity.seed, dose.identity.seed);
}

TEST_F(DoseFile, DamageIsNamed) {
  const std::vector<Damage> damages = {
      {"format",
       [](auto& f) { f.set_text("/", "format", "yttria-case"); },
       {"\"yttria-dose\" file is needed"}},
      {"version",
       [](auto& f) {
         f.set_integers("/", "format_version", {3, 1});
       },
       {"format_version is 3.1"}},
      {"status", [](auto& f) { f.set_text("/", "status", "done"); }, {"/: status is \"done\""}},
      {"tally", [](auto& f) { f.remove("/tally"); }, {"has no /tally"}},
      {"mass",
       [](auto& f) { f.poke("/result/mass", 13, -1); },
       {"/result/mass: voxel [1][0][1] is -1"}},
      {"mass unit",
       [](auto& f) { f.set_text("/result/mass", "units", "kg"); },
       {"/result/mass: units \"kg\""}},
      {"dose",
       [](auto& f) { f.poke("/result/dose", 13, 2.5); },
       {"/result/dose: voxel [1][0][1] is 2.5, but the sums in /tally give 3126.6", "damaged"}},
      {"dose that is none",
       [](auto& f) { f.poke("/result/dose", 13, NAN); },
       {"/result/dose: voxel [1][0][1] is nan, but"}},
      {"dose where there is no mass",
       [](auto& f) { f.poke("/result/dose", 0, 0); },
       {"/result/dose: voxel [0][0][0] is 0, but the sums in /tally give nan"}},
      {"uncertainty",
       [](auto& f) { f.poke("/result/uncertainty", 13, 0.5); },
       {"/result/uncertainty: voxel [1][0][1] is 0.5, but"}},
      {"dose unit",
       [](auto& f) { f.set_text("/result/dose", "units", "cGy"); },
       {"/result/dose: units \"cGy\""}},
      {"no dose", [](auto& f) { f.remove("/result/dose"); }, {"/result/dose: is missing"}},
      {"energy",
       [](auto& f) { f.poke_u64("/tally/energy", 1, 7); },
       {"/tally/energy: adds up to", "were deposited", "damaged"}},
      {"squares",
       [](auto& f) { f.poke_u64("/tally/energy_squared", 1, 7); },
       {"/tally/energy_squared: voxel [0][0][1] is impossible"}},
      {"groups",
       [](auto& f) { f.poke_u64("/tally/groups", 3, 1); },
       {"/tally/groups: voxel [0][0][3] adds up to"}},
      {"roi",
       [](auto& f) { f.poke_u64("/tally/roi_energy", 0, 1); },
       {"/tally/roi_energy: \"a\" has 1 quanta"}},
      {"emitted",
       [](auto& f) { f.set_text("/tally/batches", "emitted", "12"); },
       {"/tally/batches: emitted 12 is not deposited"}},
      {"number",
       [](auto& f) { f.set_text("/tally/batches", "escaped", "many"); },
       {"/tally/batches: attribute \"escaped\" is \"many\""}},
      {"no batches",
       [](auto& f) { f.poke_u64("/tally/batches", 1, 0); },
       {"/tally/batches: [0] is 0:0; ranges must ascend"}},
      {"more batches",
       [](auto& f) { f.poke_u64("/tally/batches", 1, 41); },
       {"/provenance: tally_digest is not that of /tally"}},
      {"runs",
       [](auto& f) { f.poke("/roi/b/runs", 1, 25); },
       {"/roi/b/runs: [0] is 4:25; runs of voxels must ascend within the grid"}},
      {"missing roi", [](auto& f) { f.remove("/roi/b"); }, {"/roi: does not hold the regions"}},
      {"role",
       [](auto& f) { f.set_text("/roi/b", "role", "liver"); },
       {"/roi/b: role \"liver\" is not known"}},
      {"identity",
       [](auto& f) { f.remove_attribute("/provenance", "physics_digest"); },
       {"/provenance: has no attribute \"physics_digest\""}},
      {"seed",
       [](auto& f) { f.set_integers("/provenance", "seed", {-4}); },
       {"/provenance: attribute \"seed\" holds a negative number"}},
      {"changed seed",
       [](auto& f) { f.set_integers("/provenance", "seed", {8}); },
       {"/provenance: entries_digest is not that of the attributes"}},
      {"decays",
       [](auto& f) { f.set_numbers("/provenance", "total_decays", {0}); },
       {"/provenance: total_decays is 0"}},
      {"link",
       [](auto& f) {
         f.move("/tally/energy", "/e");
         f.soft_link("/tally/energy", "/e");
       },
       {"/tally/energy: is a soft link"}}};
  for (const Damage& damage : damages) {
    write_dose(path, dose, true);
    {
      EditedFile file(path);
      damage.make(file);
    }
    for (const std::string& part : damage.message) {
      EXPECT_THAT(refusal(), HasSubstr(part)) << damage.name;
    }
    EXPECT_THAT(refusal(), testing::StartsWith(path.string() + ": /")) << damage.name;
  }
}

TEST_F(DoseFile, TruncatedAnywhere) {
  const std::string bytes = test::bytes_of(path);
  for (std::size_t size = 8; size < bytes.size(); size += 997) {
    test::put_bytes(path, bytes.substr(0, size));
    EXPECT_THAT(refusal(), HasSubstr("truncated or damaged")) << size;
  }
}

}  // namespace
}  // namespace yttria
