// SPDX-License-Identifier: Apache-2.0
#include "engine/report/facts.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "engine/result/tally_digest.hpp"

namespace yttria::report {

Facts::Facts(const DoseMap& map) {
  if (map.run) {
    const Dose& run = *map.run;
    const RunIdentity& identity = run.identity;
    entries_ = {{"version", identity.version},
                {"preset", identity.preset},
                {"seed", identity.seed},
                {"dose_to", identity.dose_to},
                {"histories", run.histories()},
                {"histories_per_batch", identity.histories_per_batch},
                {"batches", run.tally.batches},
                {"total_decays", run.total_decays},
                {"emitted", fmt::format("{}", run.tally.emitted)},
                {"deposited", fmt::format("{}", run.tally.deposited)},
                {"escaped", fmt::format("{}", run.tally.escaped)},
                {"case_digest", identity.case_digest},
                {"physics_digest", identity.physics_digest},
                {"tally_digest", tally_digest(run)},
                {"run_digest", run_digest(run.tally)}};
  }
  const Provenance& rest = map.run ? map.run->provenance : map.provenance;
  for (const auto& entry : rest) {
    if (find(entry.first) == nullptr) entries_.push_back(entry);
  }
}

const ProvenanceValue* Facts::find(const std::string& name) const {
  for (const auto& [key, value] : entries_) {
    if (key == name) return &value;
  }
  return nullptr;
}

std::string fact_text(const ProvenanceValue& value) {
  if (const auto* number = std::get_if<double>(&value)) return fmt::format("{:.6g}", *number);
  if (const auto* natural = std::get_if<std::uint64_t>(&value)) return fmt::format("{}", *natural);
  if (const auto* list = std::get_if<std::vector<std::string>>(&value)) {
    return fmt::format("{}", fmt::join(*list, "; "));
  }
  return std::get<std::string>(value);
}

std::optional<std::string> Facts::text(const std::string& name) const {
  const ProvenanceValue* value = find(name);
  if (value == nullptr) return std::nullopt;
  return fact_text(*value);
}

std::optional<double> Facts::number(const std::string& name) const {
  const ProvenanceValue* value = find(name);
  if (value == nullptr) return std::nullopt;
  if (const auto* number = std::get_if<double>(value)) return *number;
  if (const auto* natural = std::get_if<std::uint64_t>(value)) {
    return static_cast<double>(*natural);
  }
  return std::nullopt;
}

std::vector<std::string> Facts::list(const std::string& name) const {
  const ProvenanceValue* value = find(name);
  if (value == nullptr) return {};
  if (const auto* list = std::get_if<std::vector<std::string>>(value)) return *list;
  return {fact_text(*value)};
}

}  // namespace yttria::report
