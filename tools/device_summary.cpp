// SPDX-License-Identifier: Apache-2.0
#include "tools/device_summary.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <optional>

namespace yttria {

namespace {

using Json = nlohmann::ordered_json;

double gibibytes(std::uint64_t bytes) {
  return static_cast<double>(bytes) / 0x1p30;
}

template <class T>
Json known(const std::optional<T>& value) {
  return value ? Json(*value) : Json(nullptr);
}

template <class T>
Json known(T value) {  // 0 when unknown
  return value != 0 ? Json(value) : Json(nullptr);
}

std::string compute_capability(const CudaDevice& device) {
  return fmt::format("{}.{}", device.compute_major, device.compute_minor);
}

std::string memory_text(const CudaDevice& device) {
  const double total = gibibytes(device.memory_total_bytes);
  if (device.memory_free_bytes == 0) return fmt::format("{:.2f} GiB of memory", total);
  return fmt::format("{:.2f} of {:.2f} GiB of memory free", gibibytes(device.memory_free_bytes),
                     total);
}

std::string ecc_text(const CudaDevice& device, const DeviceHealth& health) {
  if (!device.ecc_enabled) return "ECC off";
  if (!health.ecc_corrected || !health.ecc_uncorrected) return "ECC on, counts unknown";
  return fmt::format("ECC on, {} corrected and {} uncorrected errors since the driver was loaded",
                     *health.ecc_corrected, *health.ecc_uncorrected);
}

/// Clocks and temperature of the moment; empty when the driver tells none.
std::string moment_text(const DeviceHealth& health) {
  std::string text;
  if (health.sm_clock_MHz) text += fmt::format(", {:.0f} MHz", *health.sm_clock_MHz);
  if (health.memory_clock_MHz) text += fmt::format(", memory {:.0f} MHz", *health.memory_clock_MHz);
  if (health.temperature_C) text += fmt::format(", {:.0f} C", *health.temperature_C);
  return text.empty() ? "" : "         now" + text.substr(1) + "\n";
}

}  // namespace

std::string device_text(const CudaDevice& device, const DeviceHealth& health) {
  std::string text = fmt::format("cuda {:<3} {}, compute capability {}, PCI {}\n", device.index,
                                 device.name, compute_capability(device), device.pci_bus_id);
  text += fmt::format("         {}, {} multiprocessors of up to {:.0f} MHz\n", memory_text(device),
                      device.multiprocessors, device.sm_clock_max_MHz);
  text += fmt::format("         {}\n", ecc_text(device, health));
  text += moment_text(health);
  text +=
      device.usable ? "         usable\n" : fmt::format("         not usable: {}\n", device.reason);
  return text;
}

nlohmann::ordered_json device_json(const CudaDevice& device, const DeviceHealth& health) {
  return {{"index", device.index},
          {"name", device.name},
          {"usable", device.usable},
          {"reason", device.reason},
          {"compute_capability", compute_capability(device)},
          {"multiprocessors", device.multiprocessors},
          {"sm_clock_max_MHz", known(device.sm_clock_max_MHz)},
          {"memory_total_bytes", known(device.memory_total_bytes)},
          {"memory_free_bytes", known(device.memory_free_bytes)},
          {"pci_bus_id", device.pci_bus_id},
          {"ecc_enabled", device.ecc_enabled},
          {"ecc_corrected", known(health.ecc_corrected)},
          {"ecc_uncorrected", known(health.ecc_uncorrected)},
          {"sm_clock_MHz", known(health.sm_clock_MHz)},
          {"memory_clock_MHz", known(health.memory_clock_MHz)},
          {"temperature_C", known(health.temperature_C)}};
}

}  // namespace yttria
