// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "engine/hdf5/output_group.hpp"

namespace yttria {

using RecordValue =
    std::variant<std::string, double, std::uint64_t, std::vector<double>, std::vector<std::string>>;

/// What was found and decided: named values, with units in their names, and named parts. One tree
/// for the file (/imports), the summary and JSON.
struct Record {
  std::string name;
  std::vector<std::pair<std::string, RecordValue>> values{};
  std::vector<Record> parts{};

  void add(const std::string& key, RecordValue value);
};

/// A group with an attribute for each value and a group for each part.
void write_record(hdf5::OutputGroup& group, const Record& record);

}  // namespace yttria
