// SPDX-License-Identifier: Apache-2.0
#include "engine/result/merged_provenance.hpp"

#include <algorithm>

namespace yttria {

namespace {

ProvenanceValue* find(Provenance& entries, const std::string& name) {
  const auto found = std::find_if(entries.begin(), entries.end(),
                                  [&](const auto& entry) { return entry.first == name; });
  return found == entries.end() ? nullptr : &found->second;
}

void join(std::string& text, const std::string& other) {
  if (text.empty() || other.empty()) {
    text += other;
    return;
  }
  if (("; " + text + "; ").find("; " + other + "; ") == std::string::npos) text += "; " + other;
}

void unite(std::vector<std::string>& list, const std::vector<std::string>& other) {
  for (const std::string& item : other) {
    if (std::find(list.begin(), list.end(), item) == list.end()) list.push_back(item);
  }
}

void merge_value(const std::string& name, ProvenanceValue& value, const ProvenanceValue& other) {
  if (value.index() != other.index()) return;
  if (auto* text = std::get_if<std::string>(&value)) join(*text, std::get<std::string>(other));
  if (auto* list = std::get_if<std::vector<std::string>>(&value)) {
    unite(*list, std::get<std::vector<std::string>>(other));
  }
  const bool adds = name == "particles" || name == "particles_left_grid";
  if (auto* count = std::get_if<std::uint64_t>(&value); count != nullptr && adds) {
    *count += std::get<std::uint64_t>(other);
  }
  if (auto* number = std::get_if<double>(&value); number != nullptr && name.ends_with("_seconds")) {
    *number += std::get<double>(other);
  }
}

}  // namespace

Provenance merged_provenance(const Provenance& first, const Provenance& second,
                             std::uint64_t histories) {
  Provenance merged = first;
  for (const auto& [name, value] : second) {
    if (ProvenanceValue* known = find(merged, name)) {
      merge_value(name, *known, value);
    } else {
      merged.emplace_back(name, value);
    }
  }
  const ProvenanceValue* seconds = find(merged, "transport_seconds");
  ProvenanceValue* rate = find(merged, "histories_per_second");
  if (seconds != nullptr && rate != nullptr && std::holds_alternative<double>(*seconds) &&
      std::get<double>(*seconds) > 0) {
    *rate = static_cast<double>(histories) / std::get<double>(*seconds);
  }
  return merged;
}

}  // namespace yttria
