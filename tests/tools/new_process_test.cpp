// SPDX-License-Identifier: Apache-2.0
#include "tools/new_process.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace yttria {
namespace {

using testing::ElementsAre;

TEST(NewProcess, GoesOnFromWhatWasSaved) {
  EXPECT_THAT(going_on({"yttria", "run", "a.h5", "-o", "b.h5", "--force"}, {true, 7}),
              ElementsAre("yttria", "run", "a.h5", "-o", "b.h5", "--resume"));
  EXPECT_THAT(going_on({"yttria", "run", "--resume", "a.h5"}, {true, 7}),
              ElementsAre("yttria", "run", "a.h5", "--resume"));
}

TEST(NewProcess, BeginsAnewWhenNothingWasSaved) {
  EXPECT_THAT(going_on({"yttria", "run", "a.h5", "--force"}, {false, 0.5}),
              ElementsAre("yttria", "run", "a.h5", "--force"));
}

TEST(NewProcess, HasWhatIsLeftOfTheTime) {
  EXPECT_THAT(going_on({"run", "--max-time", "2min", "a.h5"}, {true, 30}),
              ElementsAre("run", "--max-time=90.000s", "a.h5", "--resume"));
  EXPECT_THAT(going_on({"run", "--max-time=10s"}, {false, 30}),
              ElementsAre("run", "--max-time=1.000s"));
}

}  // namespace
}  // namespace yttria
