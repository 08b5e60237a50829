// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace yttria {

/// One CSV of physics_data/, compiled into the program so that data and code cannot part.
struct DataFile {
  std::string_view name;  // "estar.csv"
  std::string_view contents;
};

/// All files, ascending by name.
const std::vector<DataFile>& data_files();

/// Rows of a CSV without its comment lines (#) and its header line; cells as written.
/// Throws std::logic_error when there is no such file: a mistake of ours, not of the user.
std::vector<std::vector<std::string_view>> data_rows(std::string_view file_name);
/// Locale-independent number; throws std::logic_error that names the cell.
double number(std::string_view cell);

/// SHA-256 (hex) over names and contents of all files.
std::string data_digest();

}  // namespace yttria
