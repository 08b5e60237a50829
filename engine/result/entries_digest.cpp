// SPDX-License-Identifier: Apache-2.0
#include "engine/result/entries_digest.hpp"

#include <algorithm>
#include <variant>
#include <vector>

#include "engine/digest.hpp"

namespace yttria {

namespace {

void add(Sha256& digest, const std::string& value) {
  digest.text("text");
  digest.text(value);
}
void add(Sha256& digest, double value) {
  digest.text("number");
  digest.value(value);
}
void add(Sha256& digest, std::uint64_t value) {
  digest.text("natural");
  digest.value(value);
}
void add(Sha256& digest, const std::vector<std::string>& values) {
  digest.text("texts");
  digest.value<std::uint64_t>(values.size());
  for (const std::string& value : values) digest.text(value);
}

}  // namespace

std::string entries_digest(Provenance entries) {
  std::sort(entries.begin(), entries.end(),
            [](const auto& a, const auto& b) { return a.first < b.first; });
  Sha256 digest;
  digest.text("yttria-entries-1");
  for (const auto& [name, value] : entries) {
    digest.text(name);
    std::visit([&](const auto& content) { add(digest, content); }, value);
  }
  return digest.hex();
}

}  // namespace yttria
