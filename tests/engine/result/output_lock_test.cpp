// SPDX-License-Identifier: Apache-2.0
#include "engine/result/output_lock.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>

#include <csignal>
#include <optional>
#include <string>

#include "engine/error.hpp"
#include "tests/engine/support/file_bytes.hpp"
#include "tests/engine/support/temporary_folder.hpp"

namespace yttria {
namespace {

const auto quiet = [](const std::string& warning) { ADD_FAILURE() << warning; };

TEST(OutputLock, IsHeldByOneAtATime) {
  const test::TemporaryFolder folder;
  std::optional<OutputLock> first(std::in_place, folder / "dose.h5", quiet);
  try {
    const OutputLock second(folder / "dose.h5", quiet);
    FAIL();
  } catch (const InputError& error) {
    EXPECT_THAT(error.what(), testing::HasSubstr("dose.h5: is being written by process "));
  }
  const OutputLock other(folder / "other.h5", quiet);
  first.reset();
  EXPECT_FALSE(std::filesystem::exists(folder / "dose.h5.lock"));
  const OutputLock again(folder / "dose.h5", quiet);
}

TEST(OutputLock, AFileThatWasLeftBehindBlocksNobody) {
  const test::TemporaryFolder folder;
  test::put_bytes(folder / "dose.h5.lock", "yttria: process 1 on a machine that lost its power\n");
  {
    const OutputLock lock(folder / "dose.h5", quiet);
    EXPECT_THAT(test::bytes_of(folder / "dose.h5.lock"), testing::Not(testing::HasSubstr("power")));
  }
  EXPECT_FALSE(std::filesystem::exists(folder / "dose.h5.lock"));
}

TEST(OutputLock, IsAtNoTimeEmpty) {
  const test::TemporaryFolder folder;
  const std::string left = "yttria: process 1 on " + std::string(300, 'x') + "\n";
  test::put_bytes(folder / "dose.h5.lock", left);
  const auto before = std::signal(SIGXFSZ, SIG_IGN);
  rlimit limit = {};
  ASSERT_EQ(::getrlimit(RLIMIT_FSIZE, &limit), 0);
  const rlimit none = {0, limit.rlim_max};
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &none), 0);  // may be cut, and not be written
  {
    const OutputLock lock(folder / "dose.h5", quiet);
    EXPECT_EQ(test::bytes_of(folder / "dose.h5.lock"), left);
  }
  ::setrlimit(RLIMIT_FSIZE, &limit);
  std::signal(SIGXFSZ, before);
}

TEST(OutputLock, CoversALongerLineThatWasLeftBehind) {
  const test::TemporaryFolder folder;
  test::put_bytes(folder / "dose.h5.lock", "yttria: process 1 on " + std::string(300, 'x') + "\n");
  const OutputLock lock(folder / "dose.h5", quiet);
  EXPECT_THAT(test::bytes_of(folder / "dose.h5.lock"),
              testing::AllOf(testing::SizeIs(322), testing::EndsWith(" \n"),
                             testing::Not(testing::HasSubstr("xx"))));
  try {
    const OutputLock second(folder / "dose.h5", quiet);
    FAIL();
  } catch (const InputError& error) {
    EXPECT_THAT(error.what(), testing::HasSubstr("is being written by process "));
    EXPECT_THAT(error.what(), testing::Not(testing::HasSubstr("  ")));
  }
}

TEST(OutputLock, AFileOfSomebodyElseIsNeitherWrittenNorRemoved) {
  for (const std::string theirs : {"name: flatland\n", "yttria: notes\nof mine\n", "yttria: "}) {
    const test::TemporaryFolder folder;
    test::put_bytes(folder / "dose.h5.lock", theirs);
    try {
      const OutputLock lock(folder / "dose.h5", quiet);
      FAIL();
    } catch (const InputError& error) {
      EXPECT_THAT(error.what(), testing::HasSubstr("dose.h5.lock: is no lock of yttria"));
    }
    EXPECT_EQ(test::bytes_of(folder / "dose.h5.lock"), theirs);
  }
  const test::TemporaryFolder folder;
  std::filesystem::create_symlink("mine", folder / "dose.h5.lock");
  EXPECT_THROW(OutputLock(folder / "dose.h5", quiet), InputError);
  EXPECT_FALSE(std::filesystem::exists(folder / "mine"));
}

TEST(OutputLock, AnEmptyFileIsLockedAndLeftAsItIs) {
  const test::TemporaryFolder folder;
  test::put_bytes(folder / "dose.h5.lock", "");
  {
    const OutputLock lock(folder / "dose.h5", quiet);
    EXPECT_THROW(OutputLock(folder / "dose.h5", quiet), InputError);
  }
  EXPECT_EQ(test::bytes_of(folder / "dose.h5.lock"), "");
}

TEST(OutputLock, WhatTookItsPlaceIsNotRemoved) {
  const test::TemporaryFolder folder;
  {
    const OutputLock lock(folder / "dose.h5", quiet);
    std::filesystem::remove(folder / "dose.h5.lock");
    test::put_bytes(folder / "dose.h5.lock", "mine");
  }
  EXPECT_EQ(test::bytes_of(folder / "dose.h5.lock"), "mine");
}

TEST(OutputLock, NeedsAFolderThatCanBeWritten) {
  const test::TemporaryFolder folder;
  EXPECT_THROW(OutputLock(folder / "none/dose.h5", quiet), InputError);
}

}  // namespace
}  // namespace yttria
