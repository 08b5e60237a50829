// SPDX-License-Identifier: Apache-2.0
#include "engine/nearest_word.hpp"

#include <gtest/gtest.h>

namespace yttria {
namespace {

TEST(NearestWord, CountsLettersAndSwaps) {
  const std::vector<std::string> words = {"run", "report", "merge"};
  EXPECT_EQ(nearest_word("rnu", words), "run");
  EXPECT_EQ(nearest_word("repotr", words), "report");
  EXPECT_EQ(nearest_word("merg", words), "merge");
  EXPECT_EQ(nearest_word("wxyz", words), "");
  EXPECT_EQ(nearest_word("", words), "");
  EXPECT_EQ(nearest_word("run", {}), "");
}

TEST(NearestWord, AsTheEndOfAMessage) {
  EXPECT_EQ(did_you_mean("livre", {"liver", "lungs"}), "; did you mean 'liver'?");
  EXPECT_EQ(did_you_mean("heart", {"liver", "lungs"}), "");
}

}  // namespace
}  // namespace yttria
