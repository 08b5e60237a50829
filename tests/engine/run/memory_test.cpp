// SPDX-License-Identifier: Apache-2.0
#include "engine/run/memory.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace yttria {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

CudaDevice device(int index, std::uint64_t free_bytes) {
  CudaDevice made;
  made.index = index;
  made.name = "NVIDIA X";
  made.usable = true;
  made.memory_free_bytes = free_bytes;
  made.memory_usable_bytes = free_bytes;
  made.memory_total_bytes = std::uint64_t{8} << 30;
  return made;
}

TEST(DeviceMemory, AWarningForEachUsableDeviceThatIsTooSmall) {
  MemoryNeed need;
  need.device = std::uint64_t{5} << 30;
  need.least_device = std::uint64_t{3} << 30;
  CudaDevice broken = device(2, 0);
  broken.usable = false;
  const std::vector<CudaDevice> devices = {device(0, need.least_device),
                                           device(1, need.least_device - 1), broken};
  EXPECT_TRUE(fits(need, devices[0]));
  EXPECT_FALSE(fits(need, devices[1]));
  EXPECT_THAT(
      device_memory_warnings(need, devices),
      ElementsAre(HasSubstr("at least 3.00 GiB of device memory and device 1 (NVIDIA X) has 3.00 "
                            "GiB for it, of 8.00 in all")));
}

}  // namespace
}  // namespace yttria
