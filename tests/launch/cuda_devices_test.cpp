// SPDX-License-Identifier: Apache-2.0
// What holds of every machine, with devices or without.
#include "kernels/launch/cuda_devices.hpp"

#include <gtest/gtest.h>

namespace yttria {
namespace {

TEST(CudaDevices, UsableOrAReasonInOneLine) {
  const CudaStatus status = cuda_status();
  EXPECT_EQ(status.usable, status.reason.empty());
  EXPECT_EQ(status.usable, status.first_usable() >= 0);
  EXPECT_EQ(status.reason.find('\n'), std::string::npos);
  for (std::size_t i = 0; i < status.devices.size(); ++i) {
    const CudaDevice& device = status.devices[i];
    EXPECT_EQ(device.index, static_cast<int>(i));
    EXPECT_EQ(device.usable, device.reason.empty());
    EXPECT_LE(device.memory_free_bytes, device.memory_total_bytes);
    EXPECT_EQ(device.usable, device.memory_free_bytes > 0);
  }
}

TEST(CudaDevices, AskedTwiceTheSameAnswers) {
  const CudaStatus first = cuda_status(), second = cuda_status();
  EXPECT_EQ(first.reason, second.reason);
  EXPECT_EQ(first.driver, second.driver);
  ASSERT_EQ(first.devices.size(), second.devices.size());
  for (std::size_t i = 0; i < first.devices.size(); ++i) {
    EXPECT_EQ(first.devices[i].pci_bus_id, second.devices[i].pci_bus_id);
    EXPECT_EQ(first.devices[i].reason, second.devices[i].reason);
  }
}

TEST(CudaDevices, AnUnusableOneDoesNotHideTheNext) {
  CudaStatus status;
  EXPECT_EQ(status.first_usable(), -1);
  status.devices.resize(3);
  for (int i = 0; i < 3; ++i) status.devices[static_cast<std::size_t>(i)].index = i;
  EXPECT_EQ(status.first_usable(), -1);
  status.devices[1].usable = status.devices[2].usable = true;
  EXPECT_EQ(status.first_usable(), 1);
}

}  // namespace
}  // namespace yttria
