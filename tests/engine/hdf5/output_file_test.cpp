// SPDX-License-Identifier: Apache-2.0
// How files are stored: checksums on every numeric array, and whole or not at all.
#include "engine/hdf5/output_file.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/resource.h>

#include "engine/case/case_file.hpp"
#include "engine/error.hpp"
#include "engine/hdf5/group.hpp"
#include "engine/physics/material_library.hpp"
#include "engine/result/dose_file.hpp"
#include "tests/engine/support/edited_file.hpp"
#include "tests/engine/support/file_bytes.hpp"
#include "tests/engine/support/small_case.hpp"
#include "tests/engine/support/small_dose.hpp"
#include "tests/engine/support/temporary_folder.hpp"

namespace yttria {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::Not;

std::vector<std::string> names_in(const std::filesystem::path& folder) {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    names.push_back(entry.path().filename());
  }
  return names;
}

TEST(Storage, NumericArraysOfACaseCarryChecksums) {
  const test::TemporaryFolder folder;
  Case problem = test::small_case();
  problem.materials[1] = user_material("resin", {{1, 0.08}, {6, 0.62}, {8, 0.3}}, 0);
  problem.source.beta_spectrum = {{0, 1}, {1, 1}};
  write_case(folder / "map.h5", problem, false);
  write_case(folder / "points.h5", test::small_case_of_points(), false);
  const test::EditedFile map(folder / "map.h5"), points(folder / "points.h5");
  for (const char* object : {"/medium/density", "/medium/material", "/materials/Z",
                             "/materials/mass_fraction", "/materials/mean_excitation_energy",
                             "/source/map", "/source/beta_spectrum", "/roi/lesion"}) {
    EXPECT_THAT(map.filters(object), Contains(int{H5Z_FILTER_FLETCHER32})) << object;
  }
  for (const char* object : {"/source/points/position", "/source/points/decays"}) {
    EXPECT_THAT(points.filters(object), Contains(int{H5Z_FILTER_FLETCHER32})) << object;
  }
  EXPECT_THAT(map.filters("/roi/lesion"), Contains(int{H5Z_FILTER_DEFLATE}));
  EXPECT_THAT(map.filters("/source/map"), Not(Contains(int{H5Z_FILTER_DEFLATE})));
}

TEST(Storage, NumericArraysOfADoseCarryChecksums) {
  const test::TemporaryFolder folder;
  write_dose(folder / "dose.h5", test::dose_of_batches({{0, 4}}), false);
  const test::EditedFile file(folder / "dose.h5");
  for (const char* object :
       {"/result/dose", "/result/uncertainty", "/result/mass", "/tally/energy",
        "/tally/energy_squared", "/tally/groups", "/tally/batches", "/tally/roi_energy",
        "/tally/roi_energy_squared", "/roi/a/dvh", "/roi/a/runs"}) {
    EXPECT_THAT(file.filters(object), Contains(int{H5Z_FILTER_FLETCHER32})) << object;
  }
}

TEST(OutputFile, WithoutCommitNothingRemains) {
  const test::TemporaryFolder folder;
  {
    hdf5::OutputFile file(folder / "a.h5", false);
    file.root().attribute("format", "unfinished");
    EXPECT_THAT(names_in(folder.path()), Not(Contains("a.h5")));
    EXPECT_EQ(names_in(folder.path()).size(), 1u);  // beside it, to be renamed
  }
  EXPECT_THAT(names_in(folder.path()), testing::IsEmpty());
}

TEST(OutputFile, OnlyTemporariesThatAKilledProcessLeftAreRemoved) {
  const test::TemporaryFolder folder;
  const hdf5::OutputFile in_use(folder / "a.h5", false);
  const std::string ours = names_in(folder.path()).at(0);
  const std::vector<std::string> theirs = {".a.h5.7.part", ".a.h5.yttria-.part",
                                           ".a.h5.yttria-7x.part", ".b.h5.yttria-7.part"};
  for (const std::string& name : theirs) test::put_bytes(folder / name, "theirs");
  std::filesystem::create_directory(folder / ".a.h5.yttria-8.part");
  std::filesystem::create_symlink("nowhere", folder / ".a.h5.yttria-9.part");
  test::put_bytes(folder / ".a.h5.yttria-10.part", "left behind");
  remove_unfinished(folder / "a.h5");
  std::vector<std::string> left = theirs;
  left.insert(left.end(), {ours, ".a.h5.yttria-8.part", ".a.h5.yttria-9.part"});
  EXPECT_THAT(names_in(folder.path()), testing::UnorderedElementsAreArray(left));
}

TEST(OutputFile, ATemporaryIsNeverShared) {
  const test::TemporaryFolder folder;
  hdf5::OutputFile one(folder / "a.h5", true), other(folder / "a.h5", true);
  EXPECT_EQ(names_in(folder.path()).size(), 2u);
  one.root().attribute("format", "one");
  other.root().attribute("format", "other");
  other.commit();
  one.commit();
  EXPECT_THAT(names_in(folder.path()), testing::ElementsAre("a.h5"));
}

TEST(OutputFile, AFileThatAppearsMeanwhileIsKept) {
  const test::TemporaryFolder folder;
  hdf5::OutputFile file(folder / "a.h5", false);
  test::put_bytes(folder / "a.h5", "somebody else's");
  EXPECT_THROW(file.commit(), InputError);
  EXPECT_EQ(test::bytes_of(folder / "a.h5"), "somebody else's");
}

TEST(OutputFile, NamesThatCannotBeWritten) {
  const test::TemporaryFolder folder;
  const auto refusal = [](const std::filesystem::path& path) {
    try {
      hdf5::check_output(path, true);
    } catch (const InputError& error) {
      return std::string(error.what());
    }
    return std::string("accepted");
  };
  EXPECT_THAT(refusal(folder.path()), HasSubstr("is a folder; give a file name"));
  EXPECT_THAT(refusal(folder / "none/a.h5"), HasSubstr("there is no folder"));
  for (const std::string ending : {".checkpoint", ".checkpoint.1", ".lock"}) {
    EXPECT_THAT(refusal(folder / ("a.h5" + ending)),
                HasSubstr("that name belongs to a run of " + (folder / "a.h5").string() + " "));
  }
  for (const char* name : {"a.h5", "a.checkpoint.h5", "a.h5.checkpoint.2", "checkpoint", ".lock"})
    EXPECT_EQ(refusal(folder / name), "accepted") << name;
}

/// A full disk, played by a limit on the size of files.
TEST(OutputFile, AFullDiskKeepsTheOldFile) {
  const test::TemporaryFolder folder;
  const std::filesystem::path path = folder / "dose.h5";
  write_dose(path, test::dose_of_batches({{0, 4}}), false);
  const std::string before = test::bytes_of(path);
  rlimit old{};
  ::getrlimit(RLIMIT_FSIZE, &old);
  const auto handler = ::signal(SIGXFSZ, SIG_IGN);
  const rlimit small{before.size() / 2, old.rlim_max};
  ::setrlimit(RLIMIT_FSIZE, &small);
  EXPECT_THROW(write_dose(path, test::dose_of_batches({{0, 5}}), true), RunError);
  ::setrlimit(RLIMIT_FSIZE, &old);
  ::signal(SIGXFSZ, handler);
  EXPECT_EQ(test::bytes_of(path), before);
  EXPECT_THAT(names_in(folder.path()), testing::ElementsAre("dose.h5"));
}

}  // namespace
}  // namespace yttria
