// SPDX-License-Identifier: Apache-2.0
#include "engine/exchange/record.hpp"

#include <utility>

namespace yttria {

void Record::add(const std::string& key, RecordValue value) {
  values.emplace_back(key, std::move(value));
}

void write_record(hdf5::OutputGroup& group, const Record& record) {
  for (const auto& [key, value] : record.values) {
    std::visit([&group, &name = key](const auto& held) { group.attribute(name, held); }, value);
  }
  for (const Record& part : record.parts) {
    hdf5::OutputGroup inner = group.group(part.name);
    write_record(inner, part);
  }
}

}  // namespace yttria
