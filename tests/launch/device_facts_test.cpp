// SPDX-License-Identifier: Apache-2.0
#include "kernels/launch/device_facts.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace yttria {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;

TEST(DeviceFacts, NameWhatTheDriverTells) {
  DeviceHealth before, now;
  before.ecc_corrected = 3;
  before.ecc_uncorrected = 0;
  now = before;
  now.ecc_corrected = 5;
  now.sm_clock_MHz = 345;
  DeviceHealth busy;
  busy.sm_clock_MHz = 1979.6;
  EXPECT_THAT(device_facts("580.1", before, busy, now),
              ElementsAre(Pair("driver", "580.1"), Pair("SM clock MHz", "1980"),
                          Pair("ECC errors corrected", "2"), Pair("ECC errors uncorrected", "0")));
}

TEST(DeviceFacts, SaySoWhenCountersBeganAnew) {
  DeviceHealth before, now;
  before.ecc_corrected = 9;
  now.ecc_corrected = 1;
  EXPECT_THAT(device_facts("", before, {}, now), ElementsAre(Pair("ECC errors corrected", "1")));
}

TEST(DeviceFacts, AreNoneWithoutTheDriversLibrary) {
  EXPECT_THAT(device_facts("", {}, {}, {}), IsEmpty());
}

}  // namespace
}  // namespace yttria
