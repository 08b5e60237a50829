// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/result/dose_map.hpp"

namespace yttria::report {

/// What a dose file says of how it came about: of a run, also what follows from its sums.
class Facts {
 public:
  explicit Facts(const DoseMap& map);

  bool empty() const { return entries_.empty(); }
  /// As words, numbers with six digits, lists joined with "; ".
  std::optional<std::string> text(const std::string& name) const;
  std::optional<double> number(const std::string& name) const;
  std::vector<std::string> list(const std::string& name) const;  // of a word: that word
  const Provenance& entries() const { return entries_; }

 private:
  const ProvenanceValue* find(const std::string& name) const;
  Provenance entries_;
};

/// As Facts::text has a value.
std::string fact_text(const ProvenanceValue& value);

}  // namespace yttria::report
