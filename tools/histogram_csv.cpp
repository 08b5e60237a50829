// SPDX-License-Identifier: Apache-2.0
#include "tools/histogram_csv.hpp"

#include <fmt/format.h>

#include <cmath>

namespace yttria {

namespace {

constexpr const char* heading =
    "# region                      name, in quotes where it needs them\n"
    "# dose_Gy                     absorbed dose, Gy\n"
    "# volume_fraction             of the region's voxels with mass that receive at least this, 1\n"
    "# lower, upper                one standard uncertainty (Monte Carlo) around it, 1\n"
    "# differential_per_Gy         volume fraction per Gy from this dose to that of the next line, "
    "1/Gy\n"
    "# differential_sigma_per_Gy   one standard uncertainty of that, 1/Gy\n"
    "# empty cells                 not known\n"
    "region,dose_Gy,volume_fraction,lower,upper,differential_per_Gy,differential_sigma_per_Gy\n";

std::string quoted(const std::string& name) {
  if (name.find_first_of(",\"\n\r") == std::string::npos) return name;
  std::string text = "\"";
  for (const char c : name) text += c == '"' ? "\"\"" : std::string(1, c);
  return text + "\"";
}

std::string cell(double value) {
  return std::isnan(value) ? "," : fmt::format(",{:.9g}", value);
}

}  // namespace

std::string histogram_csv(const std::string& origin, const std::vector<RoiStatistics>& regions) {
  std::string text = "# " + origin + "\n" + heading;
  for (const RoiStatistics& region : regions) {
    const DoseVolumeHistogram& dvh = region.dvh;
    const std::string name = quoted(region.name);
    for (std::size_t i = 0; i < dvh.dose_Gy.size(); ++i) {
      text += name + cell(dvh.dose_Gy[i]) + cell(dvh.volume_fraction[i]) + cell(dvh.lower[i]) +
              cell(dvh.upper[i]) + cell(dvh.differential[i]) + cell(dvh.differential_sigma[i]) +
              "\n";
    }
  }
  return text;
}

}  // namespace yttria
