// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <fstream>
#include <sstream>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "engine/physics/material_library.hpp"

namespace yttria::test {

/// One line of tests/physics/data/estar.csv: what NIST ESTAR publishes, four digits.
struct EstarRow {
  Material material;
  double T_MeV;
  double collision_MeV_cm2_g;
  double radiative_MeV_cm2_g;
  double csda_range_g_cm2;
  double density_effect;
};

/// Rows of a file of tests/physics/data, without comments and header.
inline std::vector<std::vector<std::string>> published_rows(const std::string& name) {
  const std::string path = std::string(YTTRIA_TEST_DATA) + "/" + name;
  std::ifstream file(path);
  if (!file) throw std::runtime_error("cannot read " + path);
  std::vector<std::vector<std::string>> rows;
  std::string line;
  bool header_seen = false;
  while (std::getline(file, line)) {
    if (line.starts_with('#')) continue;
    if (!std::exchange(header_seen, true)) continue;
    std::vector<std::string> cells;
    std::istringstream stream(line);
    for (std::string cell; std::getline(stream, cell, ',');) cells.push_back(cell);
    rows.push_back(std::move(cells));
  }
  return rows;
}

/// Rows ascending in energy, one material after another: water, air and pure elements.
inline std::vector<EstarRow> estar() {
  std::vector<EstarRow> rows;
  for (const std::vector<std::string>& cells : published_rows("estar.csv")) {
    Material material =
        cells.at(1).empty()
            ? library_material(cells[0])
            : Material{
                  cells[0], {{std::stoi(cells[1]), 1.0}}, std::stod(cells[3]), std::stod(cells[2])};
    rows.push_back({std::move(material), std::stod(cells.at(4)), std::stod(cells.at(5)),
                    std::stod(cells.at(6)), std::stod(cells.at(7)), std::stod(cells.at(8))});
  }
  return rows;
}

/// Integral by Simpson's rule; `steps` even.
template <class F>
double integral(F&& f, double from, double to, int steps) {
  const double h = (to - from) / steps;
  double sum = f(from) + f(to);
  for (int i = 1; i < steps; ++i) sum += (i % 2 == 1 ? 4 : 2) * f(from + i * h);
  return sum * h / 3;
}

}  // namespace yttria::test
