// SPDX-License-Identifier: Apache-2.0
#include "engine/physics/data_file.hpp"

#include <charconv>
#include <stdexcept>
#include <system_error>

#include "engine/digest.hpp"
#include "engine/physics/embedded_file.hpp"

namespace yttria {

namespace {

std::vector<std::string_view> cells(std::string_view line) {
  std::vector<std::string_view> row;
  while (true) {
    const std::size_t comma = line.find(',');
    row.push_back(line.substr(0, comma));
    if (comma == std::string_view::npos) return row;
    line.remove_prefix(comma + 1);
  }
}

std::string_view contents_of(std::string_view file_name) {
  for (const DataFile& file : data_files()) {
    if (file.name == file_name) return file.contents;
  }
  throw std::logic_error("no physics data file " + std::string(file_name));
}

}  // namespace

const std::vector<DataFile>& data_files() {
  static const std::vector<DataFile> files = [] {
    std::vector<DataFile> all;
    for (std::size_t i = 0; i < embedded_files_count; ++i) {
      const EmbeddedFile& file = embedded_files[i];
      const std::size_t size = static_cast<std::size_t>(file.end - file.begin);
      all.push_back({file.name, std::string_view(file.begin, size)});
    }
    return all;
  }();
  return files;
}

std::vector<std::vector<std::string_view>> data_rows(std::string_view file_name) {
  std::vector<std::vector<std::string_view>> rows;
  std::string_view rest = contents_of(file_name);
  bool header_seen = false;
  while (!rest.empty()) {
    const std::size_t end = rest.find('\n');
    const std::string_view line = rest.substr(0, end);
    rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
    if (line.empty() || line.front() == '#') continue;
    if (header_seen) rows.push_back(cells(line));
    header_seen = true;
  }
  return rows;
}

double number(std::string_view cell) {
  double value = 0;
  const char* const end = cell.data() + cell.size();
  const auto [stopped, error] = std::from_chars(cell.data(), end, value);
  if (error != std::errc() || stopped != end) {
    throw std::logic_error("not a number in physics data: '" + std::string(cell) + "'");
  }
  return value;
}

std::string data_digest() {
  Sha256 digest;
  for (const DataFile& file : data_files()) {
    digest.text(file.name);
    digest.text(file.contents);
  }
  return digest.hex();
}

}  // namespace yttria
