// SPDX-License-Identifier: Apache-2.0
#include "tools/log_file.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <fstream>
#include <string_view>
#include <system_error>

#include "engine/error.hpp"
#include "engine/new_file.hpp"
#include "tools/refuse_same.hpp"

namespace yttria {

namespace {

constexpr std::string_view flag = "--log-file";

/// By its beginning. What is no regular file, a terminal say, has none.
bool is_text(const std::filesystem::path& path) {
  std::error_code error;
  if (!std::filesystem::is_regular_file(path, error)) return true;
  std::array<char, 4096> begin{};
  std::ifstream file(path, std::ios::binary);
  file.read(begin.data(), begin.size());
  const auto end = begin.begin() + static_cast<std::ptrdiff_t>(file.gcount());
  return std::all_of(begin.begin(), end, [](char c) {
    return static_cast<unsigned char>(c) >= ' ' || (c >= '\t' && c <= '\r') || c == '\x1b';
  });
}

}  // namespace

void check_log_file(const std::filesystem::path& log, const std::vector<std::string>& words) {
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::string& word = words[i];
    if (word == flag) ++i;  // its own value
    if (word.starts_with(flag)) continue;
    const std::string why = "--log-file and '" + word + "' would be one file";
    if (!word.empty()) refuse_same(log, word, why);
    const std::size_t value = word.find('=') + 1;  // --csv=FILE, liver=FILE
    if (value != 0 && value < word.size()) refuse_same(log, word.substr(value), why);
  }
  check_name(log);
  if (!is_text(log)) {
    throw InputError(log.string() + ": is there and no text; give another name to --log-file");
  }
}

}  // namespace yttria
