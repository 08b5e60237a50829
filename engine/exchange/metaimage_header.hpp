// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <initializer_list>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace yttria {

/// The text before the values of a MetaImage file: "Key = words" lines. ElementDataFile ends it.
class MetaImageHeader {
 public:
  /// InputError with the line that is none.
  explicit MetaImageHeader(const std::filesystem::path& path);

  std::optional<std::string> text(const std::string& key) const;
  std::optional<std::vector<double>> numbers(const std::string& key, std::size_t count) const;
  /// The same of keys that mean the same. InputError when two of them do not agree.
  std::optional<std::vector<double>> numbers_of_any(std::initializer_list<const char*> keys,
                                                    std::size_t count) const;
  bool yes(const std::string& key) const;  // False where it is missing
  std::array<std::int64_t, 3> shape() const;
  [[noreturn]] void fail(const std::string& what) const;

  std::string where() const { return path_.string(); }
  std::filesystem::path data_file() const;  // this one for LOCAL
  /// Where in that file the values begin at the earliest.
  std::uint64_t data_offset() const { return local_ ? end_ : 0; }

 private:
  std::filesystem::path path_;
  std::map<std::string, std::string> words_;
  std::uint64_t end_ = 0;
  bool local_ = false;
};

}  // namespace yttria
