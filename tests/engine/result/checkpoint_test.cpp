// SPDX-License-Identifier: Apache-2.0
// Two generations beside an output, and which of the three a run goes on from.
#include "engine/result/checkpoint.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/error.hpp"
#include "engine/result/dose_file.hpp"
#include "engine/result/tally_digest.hpp"
#include "tests/engine/support/file_bytes.hpp"
#include "tests/engine/support/small_dose.hpp"
#include "tests/engine/support/temporary_folder.hpp"

namespace yttria {
namespace {

using test::dose_of_batches;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class CheckpointTest : public ::testing::Test {
 protected:
  test::TemporaryFolder folder;
  std::filesystem::path output = folder / "dose.h5";
  Checkpoint checkpoint{output};

  std::vector<std::string> told;

  std::optional<Resumable> found(bool replace = false) {
    told.clear();
    return read_resumable(output, replace, [&](const std::string& text) { told.push_back(text); });
  }
  std::string resumed(bool replace = false) {
    const std::optional<Resumable> found = this->found(replace);
    return found ? to_string(found->dose.batches) : "nothing";
  }
  std::string refusal(bool replace = false) {
    try {
      found(replace);
    } catch (const InputError& error) {
      return error.what();
    }
    return "accepted";
  }
};

void cut(const std::filesystem::path& file) {
  const std::string bytes = test::bytes_of(file);
  test::put_bytes(file, bytes.substr(0, bytes.size() / 2));
}

TEST_F(CheckpointTest, KeepsTwoGenerations) {
  EXPECT_FALSE(checkpoint.exists());
  for (const std::uint64_t batches : {4u, 8u, 12u})
    checkpoint.write(dose_of_batches({{0, batches}}));
  EXPECT_EQ(to_string(read_dose(checkpoint.newest()).batches), "0:12");
  EXPECT_EQ(to_string(read_dose(checkpoint.older()).batches), "0:8");
  EXPECT_EQ(resumed(), "0:12");
  checkpoint.remove();
  EXPECT_FALSE(checkpoint.exists());
  EXPECT_EQ(resumed(), "nothing");
}

TEST_F(CheckpointTest, TheOlderOneIsUsedWhenTheNewestIsDamagedOrGone) {
  checkpoint.write(dose_of_batches({{0, 4}}));
  checkpoint.write(dose_of_batches({{0, 8}}));
  cut(checkpoint.newest());
  const std::string damaged = test::bytes_of(checkpoint.newest());
  const std::optional<Resumable> older = found();
  ASSERT_TRUE(older);
  EXPECT_EQ(tally_digest(older->dose), tally_digest(dose_of_batches({{0, 4}})));
  EXPECT_THAT(told, ElementsAre(HasSubstr("dose.h5.checkpoint")));
  EXPECT_THAT(told[0], HasSubstr("going on from " + checkpoint.older().string()));
  EXPECT_EQ(test::bytes_of(folder / "dose.h5.checkpoint.damaged"), damaged);
  EXPECT_EQ(resumed(), "0:4");  // the newest is gone
  EXPECT_THAT(told, IsEmpty());
}

TEST_F(CheckpointTest, ADamagedOneNeverTakesThePlaceOfTheOlder) {
  checkpoint.write(dose_of_batches({{0, 4}}));
  checkpoint.write(dose_of_batches({{0, 8}}));
  cut(checkpoint.newest());
  EXPECT_EQ(resumed(), "0:4");
  checkpoint.write(dose_of_batches({{0, 6}}));
  std::filesystem::remove(checkpoint.newest());  // as a kill between the two renames leaves it
  EXPECT_EQ(resumed(), "0:4");
}

TEST_F(CheckpointTest, WhatIsDamagedIsKeptAlsoWhenTheRunBeginsAnew) {
  for (const char* kept : {"dose.h5.damaged", "dose.h5.damaged-1", "dose.h5.damaged-2"}) {
    test::put_bytes(output, std::string("half of ") + kept);
    EXPECT_THAT(refusal(), HasSubstr("--resume --force keeps what is damaged"));
    EXPECT_EQ(resumed(true), "nothing");
    EXPECT_THAT(told, ElementsAre(testing::AllOf(HasSubstr("it is kept as"), HasSubstr(kept),
                                                 HasSubstr("beginning anew"))));
    EXPECT_EQ(test::bytes_of(folder / kept), std::string("half of ") + kept);
    EXPECT_FALSE(std::filesystem::exists(output));
  }
}

TEST_F(CheckpointTest, AllDamagedIsAnErrorThatNamesThem) {
  checkpoint.write(dose_of_batches({{0, 4}}));
  checkpoint.write(dose_of_batches({{0, 8}}));
  cut(checkpoint.newest());
  cut(checkpoint.older());
  EXPECT_THAT(refusal(),
              testing::AllOf(HasSubstr("nothing to resume from"), HasSubstr("dose.h5.checkpoint:"),
                             HasSubstr("dose.h5.checkpoint.1:"), HasSubstr("--force")));
}

TEST_F(CheckpointTest, WhatProvedWrongIsNotGoneOnFrom) {
  checkpoint.write(dose_of_batches({{0, 4}}));
  checkpoint.write(dose_of_batches({{0, 8}}));
  std::vector<std::string> said;
  checkpoint.set_aside([&](const std::string& text) { said.push_back(text); });
  EXPECT_THAT(said, ElementsAre(HasSubstr("dose.h5.checkpoint: holds batches that proved wrong"),
                                HasSubstr("kept as")));
  EXPECT_FALSE(checkpoint.exists());
  EXPECT_EQ(resumed(), "nothing");
  EXPECT_EQ(to_string(read_dose(folder / "dose.h5.checkpoint.damaged").batches), "0:8");
}

TEST_F(CheckpointTest, WhatCannotBeReadHereIsNotPutAside) {
  checkpoint.write(dose_of_batches({{0, 4}}));
  checkpoint.write(dose_of_batches({{0, 8}}));
  std::filesystem::rename(checkpoint.newest(), folder / "whole");
  std::filesystem::create_symlink("nowhere", checkpoint.newest());  // closed to root, too
  EXPECT_THAT(refusal(), testing::AllOf(HasSubstr("dose.h5.checkpoint: No such file"),
                                        HasSubstr("nothing was changed")));
  EXPECT_TRUE(std::filesystem::is_symlink(checkpoint.newest()));
  EXPECT_EQ(resumed(true), "0:4");
}

TEST_F(CheckpointTest, OfOutputAndCheckpointTheOneWithMoreIsUsed) {
  write_dose(output, dose_of_batches({{0, 4}}), false);
  checkpoint.write(dose_of_batches({{0, 6}, {8, 9}}));
  EXPECT_EQ(resumed(), "0:6, 8:9");  // killed when it went on from the output
  write_dose(output, dose_of_batches({{0, 40}}), true);
  EXPECT_EQ(resumed(), "0:40");  // killed before the checkpoint was removed
}

TEST_F(CheckpointTest, DifferentRunsAreNotMixedUp) {
  Dose other = dose_of_batches({{0, 4}});
  other.identity.seed = 8;
  write_dose(output, other, false);
  checkpoint.write(dose_of_batches({{0, 8}}));
  EXPECT_THAT(refusal(), HasSubstr("seed differs (8 and 7)"));
  EXPECT_EQ(resumed(true), "0:8");
  write_dose(output, dose_of_batches({{20, 30}}), true);
  EXPECT_THAT(refusal(), HasSubstr("each has batches that the other lacks"));
}

TEST_F(CheckpointTest, GivesUpTheOlderOneForItsRoom) {
  checkpoint.write(dose_of_batches({{0, 4}}));
  EXPECT_FALSE(checkpoint.remove_older());
  checkpoint.write(dose_of_batches({{0, 8}}));
  EXPECT_TRUE(checkpoint.remove_older());
  EXPECT_EQ(resumed(), "0:8");
}

TEST_F(CheckpointTest, TheSizeOfItsFileIsKnownBefore) {
  const Dose dose = dose_of_batches({{0, 4}});
  checkpoint.write(dose);
  const std::uint64_t expected = dose_file_bytes(24, 10, 3);
  EXPECT_GE(expected, std::filesystem::file_size(checkpoint.newest()));
  EXPECT_LE(expected, std::filesystem::file_size(checkpoint.newest()) + 600'000);
}

}  // namespace
}  // namespace yttria
