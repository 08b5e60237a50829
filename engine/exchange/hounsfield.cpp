// SPDX-License-Identifier: Apache-2.0
#include "engine/exchange/hounsfield.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <fstream>
#include <iterator>
#include <optional>

#include "engine/child_notes.hpp"
#include "engine/digest.hpp"
#include "engine/error.hpp"
#include "engine/exchange/image.hpp"
#include "engine/physics/material_library.hpp"

namespace yttria {

namespace {

/// Least CT number of each bin. Table 6 gives whole numbers, -82 to -53 for example.
constexpr std::array<double, 24> schneider_bins{-1000, -950, -120, -82,  -52,  -22,  8,    19,
                                                80,    120,  200,  300,  400,  500,  600,  700,
                                                800,   900,  1000, 1100, 1200, 1300, 1400, 1500};

[[noreturn]] void refuse(const std::filesystem::path& path, int line, const std::string& what) {
  throw InputError(fmt::format("{}: line {}: {}", path.string(), line, what));
}

std::string trimmed(std::string text) {
  text.erase(std::find(text.begin(), text.end(), '#'), text.end());
  const std::size_t first = text.find_first_not_of(" \t\r");
  if (first == std::string::npos) return "";
  return text.substr(first, text.find_last_not_of(" \t\r") - first + 1);
}

std::vector<std::string> cells_of(const std::string& line) {
  std::vector<std::string> cells(1);
  for (const char c : line) {
    if (c == ',') {
      cells.emplace_back();
    } else {
      cells.back() += c;
    }
  }
  for (std::string& cell : cells) cell = trimmed(cell);
  return cells;
}

std::optional<double> number_in(const std::string& cell) {
  double value = 0;
  const char* end = cell.data() + cell.size();
  const auto [rest, error] = std::from_chars(cell.data(), end, value);
  if (error != std::errc() || rest != end || !std::isfinite(value)) return std::nullopt;
  return value;
}

/// The first line may begin with the mark of UTF-8 that Excel writes.
std::string without_mark(const std::string& line) {
  const std::string mark = "\xef\xbb\xbf";
  return line.starts_with(mark) ? line.substr(mark.size()) : line;
}

/// The number of columns that a header has.
std::size_t columns_of(const std::filesystem::path& path, int number, const std::string& line) {
  const std::vector<std::string> cells = cells_of(line);
  if (cells == std::vector<std::string>{"hu", "density_g_cm3"} ||
      cells == std::vector<std::string>{"hu", "density_g_cm3", "material"}) {
    return cells.size();
  }
  refuse(path, number,
         fmt::format("'{}' is not the header hu,density_g_cm3 or hu,density_g_cm3,material; write "
                     "it in UTF-8, with commas between cells and points in numbers",
                     line));
}

/// Names what is near in the library.
void check_material(const std::filesystem::path& path, int number, const std::string& name) {
  try {
    static_cast<void>(library_material(name));
  } catch (const InputError& error) {
    refuse(path, number, error.what());
  }
}

/// What is recorded of a file whose name may tell too much.
std::string digest_of(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  const std::string bytes{std::istreambuf_iterator<char>(file), {}};
  Sha256 digest;
  digest.bytes(bytes.data(), bytes.size());
  return digest.hex();
}

struct CsvRow {
  double hu, density_g_cm3;
  std::string material;  // empty: no such column
};

std::vector<CsvRow> read_rows(const std::filesystem::path& path) {
  const Reading reading(path);
  std::ifstream file;
  std::error_code error;
  if (std::filesystem::is_regular_file(path, error)) file.open(path);
  if (!file.is_open()) {
    throw InputError(path.string() + ": is missing or cannot be read; --hu-curve needs a CSV file");
  }
  std::vector<CsvRow> rows;
  std::size_t columns = 0;
  int number = 0;
  for (std::string text; std::getline(file, text);) {
    ++number;
    const std::string line = trimmed(number == 1 ? without_mark(text) : text);
    if (line.empty()) continue;
    if (columns == 0) {
      columns = columns_of(path, number, line);
      continue;
    }
    const std::vector<std::string> cells = cells_of(line);
    const auto hu = number_in(cells[0]);
    const auto density = number_in(cells.size() > 1 ? cells[1] : "");
    if (cells.size() != columns || !hu || !density) {
      refuse(path, number,
             fmt::format("'{}' is no row of {} cells; write commas between cells and points in "
                         "numbers: {}",
                         line, columns, columns == 3 ? "0,1.018,water" : "0,1.018"));
    }
    if (!(*density > 0 && *density < 30)) {
      refuse(path, number,
             fmt::format("the density {} is not above 0 and below 30; give g/cm3", *density));
    }
    if (std::abs(*hu) > most_hu) {
      refuse(path, number,
             fmt::format("{} HU is not from -{:g} to {:g}; correct it", *hu, most_hu, most_hu));
    }
    if (!rows.empty() && !(*hu > rows.back().hu)) {
      refuse(path, number, fmt::format("{} HU does not ascend; sort the rows by HU", *hu));
    }
    rows.push_back({*hu, *density, columns == 3 ? cells[2] : ""});
    if (columns == 3) check_material(path, number, cells[2]);
  }
  if (rows.size() < 2)
    throw InputError(path.string() +
                     ": has fewer than two rows below its header; give two at least");
  return rows;
}

}  // namespace

void HounsfieldCurve::use_schneider_materials() {
  for (std::size_t i = 0; i < schneider_bins.size(); ++i) {
    bins_.push_back({schneider_bins[i], static_cast<std::uint16_t>(i)});
    materials_.push_back(fmt::format("schneider-{}", i + 1));
  }
}

HounsfieldCurve HounsfieldCurve::schneider2000() {
  constexpr double lung_slope = 0.001029700665188;  // air at -1000 to 0.93 at -98 HU
  HounsfieldCurve curve;
  curve.name_ = "Schneider 2000";
  curve.nodes_ = {{-1000, 0.00121 + 1000 * lung_slope, lung_slope},
                  {-98, 1.018, 0.893e-3},
                  {15, 1.03, 0},
                  {23, 1.003, 1.169e-3},
                  {101, 1.017, 0.592e-3},
                  {2001, 1.201, 0.5e-3},
                  {2995, 1.201, 0.5e-3}};
  curve.use_schneider_materials();
  return curve;
}

HounsfieldCurve HounsfieldCurve::from_csv(const std::filesystem::path& path) {
  const std::vector<CsvRow> rows = read_rows(path);
  HounsfieldCurve curve;
  curve.name_ = "CSV with SHA-256 " + digest_of(path);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const std::size_t low = std::min(i, rows.size() - 2);
    const double slope =
        (rows[low + 1].density_g_cm3 - rows[low].density_g_cm3) / (rows[low + 1].hu - rows[low].hu);
    curve.nodes_.push_back({rows[i].hu, rows[i].density_g_cm3 - slope * rows[i].hu, slope});
    if (rows[i].material.empty()) continue;
    const auto known =
        std::find(curve.materials_.begin(), curve.materials_.end(), rows[i].material);
    curve.bins_.push_back(
        {rows[i].hu, static_cast<std::uint16_t>(known - curve.materials_.begin())});
    if (known == curve.materials_.end()) curve.materials_.push_back(rows[i].material);
  }
  if (curve.bins_.empty()) curve.use_schneider_materials();
  return curve;
}

HounsfieldCurve::Voxel HounsfieldCurve::operator()(double hu) const {
  const double clipped = std::clamp(hu, lowest_hu(), highest_hu());
  const auto node = std::upper_bound(nodes_.begin() + 1, nodes_.end() - 1, clipped,
                                     [](double at, const Node& n) { return at < n.hu; }) -
                    1;
  const auto bin = std::upper_bound(bins_.begin() + 1, bins_.end(), clipped,
                                    [](double at, const Bin& b) { return at < b.from_hu; }) -
                   1;
  return {static_cast<float>(node->offset_g_cm3 + node->slope_g_cm3 * clipped), bin->material};
}

}  // namespace yttria
