// SPDX-License-Identifier: Apache-2.0
#include "kernels/launch/device_facts.hpp"

#include <cstdint>
#include <optional>

namespace yttria {

namespace {

using Facts = std::vector<std::pair<std::string, std::string>>;

void add_whole(Facts& facts, const char* name, std::optional<double> value) {
  if (value) facts.emplace_back(name, std::to_string(static_cast<long long>(*value + 0.5)));
}

void add_errors(Facts& facts, const char* name, std::optional<std::uint64_t> before,
                std::optional<std::uint64_t> now) {
  if (!before || !now) return;
  // Counters that went back were started anew meanwhile.
  facts.emplace_back(name, std::to_string(*now >= *before ? *now - *before : *now));
}

}  // namespace

Facts device_facts(const std::string& driver, const DeviceHealth& before, const DeviceHealth& busy,
                   const DeviceHealth& now) {
  Facts facts;
  if (!driver.empty()) facts.emplace_back("driver", driver);
  add_whole(facts, "SM clock MHz", busy.sm_clock_MHz);
  add_whole(facts, "memory clock MHz", busy.memory_clock_MHz);
  add_whole(facts, "temperature C", busy.temperature_C);
  add_errors(facts, "ECC errors corrected", before.ecc_corrected, now.ecc_corrected);
  add_errors(facts, "ECC errors uncorrected", before.ecc_uncorrected, now.ecc_uncorrected);
  return facts;
}

}  // namespace yttria
