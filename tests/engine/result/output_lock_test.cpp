// SPDX-License-Identifier: Apache-2.0
#include "engine/result/output_lock.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>
#include <string>

#include "engine/error.hpp"
#include "tests/engine/support/file_bytes.hpp"
#include "tests/engine/support/temporary_folder.hpp"

namespace yttria {
namespace {

TEST(OutputLock, IsHeldByOneAtATime) {
  const test::TemporaryFolder folder;
  std::optional<OutputLock> first(std::in_place, folder / "dose.h5");
  try {
    const OutputLock second(folder / "dose.h5");
    FAIL();
  } catch (const InputError& error) {
    EXPECT_THAT(error.what(), testing::HasSubstr("dose.h5: is being written by process "));
  }
  const OutputLock other(folder / "other.h5");
  first.reset();
  EXPECT_FALSE(std::filesystem::exists(folder / "dose.h5.lock"));
  const OutputLock again(folder / "dose.h5");
}

TEST(OutputLock, AFileThatWasLeftBehindBlocksNobody) {
  const test::TemporaryFolder folder;
  test::put_bytes(folder / "dose.h5.lock", "process 1 on a machine that lost its power\n");
  const OutputLock lock(folder / "dose.h5");
  EXPECT_THAT(test::bytes_of(folder / "dose.h5.lock"), testing::Not(testing::HasSubstr("power")));
}

TEST(OutputLock, NeedsAFolderThatCanBeWritten) {
  const test::TemporaryFolder folder;
  EXPECT_THROW(OutputLock(folder / "none/dose.h5"), InputError);
}

}  // namespace
}  // namespace yttria
