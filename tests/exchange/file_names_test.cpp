// SPDX-License-Identifier: Apache-2.0
#include "engine/exchange/file_names.hpp"

#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>

#include "engine/exchange/hashed_identifier.hpp"

namespace yttria {
namespace {

TEST(FileNames, PathsBecomeWhatTheyWereGivenAs) {
  const std::filesystem::path folder = std::filesystem::path(testing::TempDir()) / "Doe_Jane";
  std::filesystem::create_directory(folder);
  std::ofstream(folder / "doe 1.dcm") << "a slice";
  ImportOptions options;
  options.ct = folder;
  options.activity = "doe.nii";
  options.masks = {{"liver", folder / "liver.nii"}, {"spleen", "1"}};
  const std::vector<std::string> texts = without_file_names(
      {folder.string() + ": has gaps", (folder / "doe 1.dcm").string() + ": Units is missing",
       (folder / "liver.nii").string() + " and doe.nii: too far apart", "1: is empty",
       "1 voxels lie beyond the case; region \"liver\": 3 mL"},
      options);
  EXPECT_THAT(texts, testing::ElementsAre("--ct: has gaps", "a file of --ct: Units is missing",
                                          "--mask liver and --activity: too far apart",
                                          "--mask spleen: is empty",
                                          "1 voxels lie beyond the case; region \"liver\": 3 mL"));
  std::filesystem::remove_all(folder);
}

TEST(HashedIdentifier, IsCheckedWithTheIdentifierAndComparedWithNoOther) {
  const std::string one = hashed_identifier("1.2.3"), other = hashed_identifier("1.2.3");
  EXPECT_NE(one, other);
  EXPECT_TRUE(is_hash_of(one, "1.2.3"));
  EXPECT_TRUE(is_hash_of(other, "1.2.3"));
  EXPECT_FALSE(is_hash_of(one, "1.2.4"));
  EXPECT_THAT(one, testing::MatchesRegex("[0-9a-f]{32}:[0-9a-f]{64}"));
}

}  // namespace
}  // namespace yttria
