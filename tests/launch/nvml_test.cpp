// SPDX-License-Identifier: Apache-2.0
#include "kernels/launch/nvml.hpp"

#include <gtest/gtest.h>

namespace yttria {
namespace {

TEST(Nvml, TellsWhatTheLibraryKnows) {
  const Nvml nvml(YTTRIA_NVML_PROBE);
  EXPECT_EQ(nvml.driver_version(), "580.159.04");
  const DeviceHealth health = nvml.health("0000:65:00.0");
  EXPECT_EQ(health.sm_clock_MHz, 1980.0);
  EXPECT_EQ(health.memory_clock_MHz, std::nullopt);   // not supported
  EXPECT_EQ(health.temperature_C, std::nullopt);      // no such function
  EXPECT_EQ(health.ecc_corrected, 5'000'000'000ull);  // more than 32 bits
  EXPECT_EQ(health.ecc_uncorrected, 2u);
}

void expect_empty(const DeviceHealth& health) {
  EXPECT_FALSE(health.sm_clock_MHz || health.memory_clock_MHz || health.temperature_C);
  EXPECT_FALSE(health.ecc_corrected || health.ecc_uncorrected);
}

TEST(Nvml, AnUnknownDeviceHasNoHealth) {
  expect_empty(Nvml(YTTRIA_NVML_PROBE).health("0000:99:00.0"));
}

TEST(Nvml, AMissingOrWrongLibraryIsNoError) {
  for (const char* library : {"libno-such-library.so.1", "libm.so.6"}) {
    const Nvml nvml(library);
    EXPECT_EQ(nvml.driver_version(), "");
    expect_empty(nvml.health("0000:65:00.0"));
  }
}

}  // namespace
}  // namespace yttria
