// SPDX-License-Identifier: Apache-2.0
// CT numbers to mass density and material. Default: W. Schneider, T. Bortfeld and W. Schlegel,
// Phys. Med. Biol. 45 (2000) 459, doi:10.1088/0031-9155/45/2/314: 24 compositions (Table 6; the
// materials schneider-1 to schneider-24 of the library) and a density that is linear in pieces, in
// the form that TOPAS and GATE use. It was measured on one scanner: a curve of one's own is better.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace yttria {

class HounsfieldCurve {
 public:
  struct Voxel {
    float density_g_cm3;
    std::uint16_t material;  // of materials()
  };

  /// From -1000 to 2995 HU.
  static HounsfieldCurve schneider2000();
  /// CSV with the header "hu,density_g_cm3" or "hu,density_g_cm3,material" and rows that ascend in
  /// hu; lines from # on are comments. Density is interpolated between rows; a material holds from
  /// its row to the next. Without the column materials are Schneider's. InputError with file and
  /// line for whatever else is there: UTF-8 (with or without its mark), LF and CRLF are read,
  /// semicolons and decimal commas are not.
  static HounsfieldCurve from_csv(const std::filesystem::path& path);

  /// CT numbers beyond the ends are those of the ends.
  Voxel operator()(double hu) const;
  double lowest_hu() const { return nodes_.front().hu; }
  double highest_hu() const { return nodes_.back().hu; }
  const std::vector<std::string>& materials() const { return materials_; }
  /// "Schneider 2000", or the digest of the file: its name may be a patient's.
  const std::string& name() const { return name_; }

 private:
  struct Node {  // density from here on: offset + slope x hu
    double hu, offset_g_cm3, slope_g_cm3;
  };
  struct Bin {
    double from_hu;
    std::uint16_t material;
  };
  void use_schneider_materials();

  std::string name_;
  std::vector<Node> nodes_;  // the last one ends the curve
  std::vector<Bin> bins_;
  std::vector<std::string> materials_;
};

}  // namespace yttria
