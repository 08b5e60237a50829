// SPDX-License-Identifier: Apache-2.0
// Stands in for libnvidia-ml.so.1: one device, whose SM clock and ECC counts it knows, and no
// temperature.
#include <cstring>

struct nvmlDevice_st {};

namespace {
constexpr int not_supported = 3, not_found = 6;
int initialised = 0;
nvmlDevice_st device;
}  // namespace

extern "C" {

int nvmlInit_v2() {
  ++initialised;
  return 0;
}

int nvmlShutdown() {
  --initialised;
  return 0;
}

int nvmlSystemGetDriverVersion(char* version, unsigned size) {
  std::strncpy(version, "580.159.04", size);
  return 0;
}

int nvmlDeviceGetHandleByPciBusId_v2(const char* bus_id, nvmlDevice_st** handle) {
  if (initialised != 1 || std::strcmp(bus_id, "0000:65:00.0") != 0) return not_found;
  *handle = &device;
  return 0;
}

int nvmlDeviceGetClockInfo(nvmlDevice_st* handle, int clock, unsigned* value_MHz) {
  if (handle != &device || clock != 1) return not_supported;
  *value_MHz = 1980;
  return 0;
}

int nvmlDeviceGetTotalEccErrors(nvmlDevice_st* handle, int type, int counter, unsigned long long* count) {
  if (handle != &device || counter != 0) return not_supported;
  *count = type == 0 ? 5'000'000'000 : 2;
  return 0;
}
}
