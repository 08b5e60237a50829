// SPDX-License-Identifier: Apache-2.0
// Which CUDA devices there are, whether this build can use them, and how they fare. Nothing here
// knows CUDA; builds without nvcc have it, too.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace yttria {

struct CudaDevice {
  int index = 0;     // as --devices and CUDA count: after CUDA_VISIBLE_DEVICES, from 0
  std::string name;  // e.g. "NVIDIA H100 80GB HBM3"
  int compute_major = 0, compute_minor = 0;  // compute capability, e.g. 9 and 0
  int multiprocessors = 0;
  double sm_clock_max_MHz = 0;           // 0 when unknown
  std::uint64_t memory_total_bytes = 0;  // 0 when unknown
  /// What a run can have: taken while this process had its context there. 0 when unknown, as on
  /// every device that cannot be used.
  std::uint64_t memory_free_bytes = 0;
  std::uint64_t memory_usable_bytes = 0;  // of it, for what depends on the case
  bool ecc_enabled = false;
  std::string pci_bus_id;  // e.g. "0000:65:00.0", also what nvidia-smi -i takes
  bool usable = false;
  std::string reason;  // why not, one line with the remedy; "" when usable
};

struct CudaStatus {
  bool usable = false;  // some device is
  std::string reason;   // why not, one line with the remedy; "" when usable
  std::string driver;   // e.g. "580.159.04 (CUDA 13.0)"; "" without one or without backend
  std::string runtime;  // of this build, e.g. "CUDA 13.0"; "" without CUDA backend
  std::vector<CudaDevice> devices;  // all that are visible, usable or not; [i].index == i

  /// Index of the first usable device; -1 when there is none.
  int first_usable() const {
    for (const CudaDevice& device : devices) {
      if (device.usable) return device.index;
    }
    return -1;
  }
};

/// Asks every visible device whether it can run this build's transport kernel. The question needs a
/// context there, which takes time and device memory. Contexts that it made are gone when it
/// returns, so that the devices a run does not use stay free for others; call it before other
/// threads start work on devices. The calling thread's current device and last error stay as they
/// were. Never throws because of CUDA.
CudaStatus cuda_status();

/// The same for those who are about to compute: asks only `wanted`, or when that is empty one
/// device after another until one can be used, and leaves their contexts, which a run needs next.
/// Devices that were not asked count as not usable.
CudaStatus cuda_status_for(const std::vector<int>& wanted);

/// What the driver tells of a device at this moment; empty where it does not.
///
/// The counts of memory errors are the volatile ones: since the driver was loaded. The aggregate
/// ones, over the life of the device, would mark a card for good that had an error years ago; what
/// a dose needs is whether errors came up while it was computed, the difference of two readings. An
/// idle driver without persistence mode unloads, and the counts start again from 0: take both
/// readings while the backend exists. Empty without ECC and on MIG devices.
struct DeviceHealth {
  std::optional<double> sm_clock_MHz, memory_clock_MHz, temperature_C;
  std::optional<std::uint64_t> ecc_corrected, ecc_uncorrected;  // errors since the driver's load
};

/// Makes no context; all fields are empty where NVML is missing.
DeviceHealth device_health(const CudaDevice& device);

}  // namespace yttria
