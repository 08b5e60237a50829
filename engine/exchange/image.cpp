// SPDX-License-Identifier: Apache-2.0
#include "engine/exchange/image.hpp"

#include "engine/exchange/orientation.hpp"

namespace yttria {

const char* to_string(EmissionUnit unit) {
  switch (unit) {
    case EmissionUnit::Bq_per_mL:
      return "Bq/mL";
    case EmissionUnit::Bq:
      return "Bq";
    default:
      return "relative";
  }
}

const char* to_string(DecayCorrection correction) {
  switch (correction) {
    case DecayCorrection::none:
      return "none";
    case DecayCorrection::start:
      return "start";
    default:
      return "administration";
  }
}

void add_geometry(Record& record, const Grid& grid) {
  const auto list = [](const auto& values) {
    std::vector<double> copy;
    for (const auto value : values) copy.push_back(static_cast<double>(value));
    return copy;
  };
  record.add("voxels", list(grid.shape));
  record.add("spacing_mm", list(grid.spacing_mm));
  record.add("origin_mm", list(grid.origin_mm));
  record.add("orientation", orientation_letters(grid.direction));
  record.add("obliquity_degrees", obliquity_degrees(grid.direction));
}

}  // namespace yttria
