// SPDX-License-Identifier: Apache-2.0
#include "tools/device_summary.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace yttria {
namespace {

CudaDevice example() {
  CudaDevice device;
  device.index = 1;
  device.name = "NVIDIA X";
  device.compute_major = 9;
  device.multiprocessors = 132;
  device.sm_clock_max_MHz = 1980;
  device.memory_total_bytes = std::uint64_t{80} << 30;
  device.memory_free_bytes = std::uint64_t{78} << 30;
  device.ecc_enabled = true;
  device.pci_bus_id = "0000:65:00.0";
  device.usable = true;
  return device;
}

DeviceHealth well() {
  DeviceHealth health;
  health.sm_clock_MHz = 345;
  health.memory_clock_MHz = 2619;
  health.temperature_C = 34;
  health.ecc_corrected = 3;
  health.ecc_uncorrected = 0;
  return health;
}

TEST(DeviceSummary, Text) {
  EXPECT_EQ(device_text(example(), well()),
            "cuda 1   NVIDIA X, compute capability 9.0, PCI 0000:65:00.0\n"
            "         78.00 of 80.00 GiB of memory free, 132 multiprocessors of up to 1980 MHz\n"
            "         ECC on, 3 corrected and 0 uncorrected errors since the driver was loaded\n"
            "         now 345 MHz, memory 2619 MHz, 34 C\n"
            "         usable\n");
}

TEST(DeviceSummary, TextOfADeviceThatTellsLittle) {
  CudaDevice device = example();
  device.memory_free_bytes = 0;
  device.usable = false;
  device.reason = "NVIDIA X is asleep";
  EXPECT_EQ(device_text(device, {}),
            "cuda 1   NVIDIA X, compute capability 9.0, PCI 0000:65:00.0\n"
            "         80.00 GiB of memory, 132 multiprocessors of up to 1980 MHz\n"
            "         ECC on, counts unknown\n"
            "         not usable: NVIDIA X is asleep\n");
  device.ecc_enabled = false;
  EXPECT_NE(device_text(device, {}).find("ECC off"), std::string::npos);
}

TEST(DeviceSummary, JsonHasTheSameAndNullForTheUnknown) {
  const nlohmann::ordered_json full = device_json(example(), well());
  EXPECT_EQ(full["index"], 1);
  EXPECT_EQ(full["name"], "NVIDIA X");
  EXPECT_EQ(full["compute_capability"], "9.0");
  EXPECT_EQ(full["memory_free_bytes"], std::uint64_t{78} << 30);
  EXPECT_EQ(full["ecc_uncorrected"], 0);  // known to be none
  EXPECT_EQ(full["temperature_C"], 34);
  CudaDevice unknown = example();
  unknown.memory_free_bytes = 0;
  const nlohmann::ordered_json empty = device_json(unknown, {});
  EXPECT_EQ(empty.size(), full.size());
  for (const char* key : {"memory_free_bytes", "ecc_corrected", "sm_clock_MHz", "temperature_C"}) {
    EXPECT_TRUE(empty[key].is_null()) << key;
  }
}

}  // namespace
}  // namespace yttria
