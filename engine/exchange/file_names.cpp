// SPDX-License-Identifier: Apache-2.0
#include "engine/exchange/file_names.hpp"

#include <algorithm>
#include <filesystem>
#include <utility>

namespace yttria {

namespace {

namespace fs = std::filesystem;
using Roles = std::vector<std::pair<std::string, std::string>>;  // path, what it was given as

void add(Roles& roles, const fs::path& path, const std::string& role) {
  roles.emplace_back(path.string(), role);
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(path, error)) {
    roles.emplace_back(entry.path().string(), "a file of " + role);
  }
}

/// The longest first: a folder's path begins those of its files.
Roles roles_of(const ImportOptions& options) {
  Roles roles;
  const auto add_given = [&](const std::optional<fs::path>& path, const std::string& role) {
    if (path) add(roles, *path, role);
  };
  add(roles, options.ct, "--ct");
  add_given(options.activity, "--activity");
  add_given(options.rtstruct, "--rtstruct");
  add_given(options.seg, "--seg");
  add_given(options.hu_curve, "--hu-curve");
  for (const auto& [name, path] : options.masks) add(roles, path, "--mask " + name);
  std::stable_sort(roles.begin(), roles.end(),
                   [](const auto& a, const auto& b) { return a.first.size() > b.first.size(); });
  return roles;
}

/// "1" can be a folder and a number, "liver" a folder and a region: without point and slash only
/// what is followed by a colon, as the place in a message is, is a path.
bool is_path_at(const std::string& text, std::size_t at, const std::string& path) {
  if (path.empty() || text.compare(at, path.size(), path) != 0) return false;
  const std::size_t end = at + path.size();
  return path.find_first_of("./") != std::string::npos || (end < text.size() && text[end] == ':');
}

/// Of one pass: what was put in is not looked at again.
std::string replaced(const std::string& text, const Roles& roles) {
  std::string result;
  for (std::size_t at = 0; at < text.size();) {
    const auto here = std::find_if(roles.begin(), roles.end(), [&](const auto& role) {
      return is_path_at(text, at, role.first);
    });
    if (here == roles.end()) {
      result += text[at++];
    } else {
      result += here->second;
      at += here->first.size();
    }
  }
  return result;
}

}  // namespace

std::vector<std::string> without_file_names(std::vector<std::string> texts,
                                            const ImportOptions& options) {
  const Roles roles = roles_of(options);
  for (std::string& text : texts) text = replaced(text, roles);
  return texts;
}

}  // namespace yttria
