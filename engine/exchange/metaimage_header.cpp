// SPDX-License-Identifier: Apache-2.0
#include "engine/exchange/metaimage_header.hpp"

#include <fmt/format.h>

#include <charconv>
#include <cmath>
#include <fstream>
#include <sstream>

#include "engine/error.hpp"

namespace yttria {

namespace {

constexpr std::size_t longest_header = 1u << 16;

std::string trimmed(const std::string& text) {
  const std::size_t first = text.find_first_not_of(" \t\r");
  if (first == std::string::npos) return "";
  return text.substr(first, text.find_last_not_of(" \t\r") - first + 1);
}

}  // namespace

MetaImageHeader::MetaImageHeader(const std::filesystem::path& path) : path_(path) {
  std::ifstream file;
  std::error_code error;
  if (std::filesystem::is_regular_file(path, error)) file.open(path, std::ios::binary);
  if (!file.is_open()) fail("is missing or cannot be read; give a MetaImage, .mhd or .mha");
  std::string line;
  for (int number = 1; !words_.count("ElementDataFile"); ++number) {
    line.clear();
    int c = 0;
    while ((c = file.get()) != EOF && c != '\n') {
      line += static_cast<char>(c);
      if (++end_ > longest_header)
        fail("is no MetaImage file (its header has no end); give .mhd or .mha");
    }
    ++end_;
    if (line.find('\0') != std::string::npos)
      fail(fmt::format("line {} holds a byte of 0: is it a MetaImage file?", number));
    const std::size_t equals = line.find('=');
    if (c == EOF && line.empty())
      fail("is no MetaImage file (it has no ElementDataFile); give .mhd or .mha");
    if (equals == std::string::npos) {
      if (trimmed(line).empty()) continue;
      fail(fmt::format("line {} is no \"Key = value\": is it a MetaImage file?", number));
    }
    const std::string key = trimmed(line.substr(0, equals));
    if (!words_.emplace(key, trimmed(line.substr(equals + 1))).second) {
      fail(fmt::format("line {}: {} is there twice; leave one", number, key));
    }
  }
  local_ = words_["ElementDataFile"] == "LOCAL";
}

void MetaImageHeader::fail(const std::string& what) const {
  throw InputError(where() + ": " + what);
}

std::optional<std::string> MetaImageHeader::text(const std::string& key) const {
  const auto found = words_.find(key);
  if (found == words_.end() || found->second.empty()) return std::nullopt;
  return found->second;
}

std::optional<std::vector<double>> MetaImageHeader::numbers(const std::string& key,
                                                            std::size_t count) const {
  const auto words = text(key);
  if (!words) return std::nullopt;
  std::istringstream stream(*words);
  std::vector<double> values;
  for (std::string word; stream >> word;) {
    double value = 0;
    const char* end = word.data() + word.size();
    const auto [rest, error] = std::from_chars(word.data(), end, value);
    if (error != std::errc() || rest != end || !std::isfinite(value)) {
      fail(fmt::format("{} holds '{}', which is no number; correct it", key, word));
    }
    values.push_back(value);
  }
  if (values.size() != count) {
    fail(fmt::format("{} has {} values instead of {}; correct it", key, values.size(), count));
  }
  return values;
}

std::optional<std::vector<double>> MetaImageHeader::numbers_of_any(
    std::initializer_list<const char*> keys, std::size_t count) const {
  std::optional<std::vector<double>> values;
  std::string first;
  for (const char* key : keys) {
    const auto more = numbers(key, count);
    if (!more) continue;
    if (values && *values != *more)
      fail(fmt::format("{} and {} do not agree; leave one of them", first, key));
    if (!values) first = key;
    values = more;
  }
  return values;
}

bool MetaImageHeader::yes(const std::string& key) const {
  const std::string word = text(key).value_or("False");
  if (word == "True" || word == "true" || word == "1") return true;
  if (word == "False" || word == "false" || word == "0") return false;
  fail(fmt::format("{} is '{}', not True or False; correct it", key, word));
}

std::array<std::int64_t, 3> MetaImageHeader::shape() const {
  if (text("NDims").value_or("") != "3") fail("NDims is not 3; give an image with three axes");
  const auto extents = numbers("DimSize", 3);
  if (!extents) fail("DimSize is missing; write there the numbers of voxels");
  std::array<std::int64_t, 3> shape{};
  for (std::size_t axis = 0; axis < 3; ++axis) {
    const double extent = (*extents)[axis];
    if (!(extent >= 1 && extent <= 1e6) || extent != std::floor(extent)) {
      fail(fmt::format("DimSize holds {}; give whole numbers from 1 to 1000000", extent));
    }
    shape[axis] = static_cast<std::int64_t>(extent);
  }
  return shape;
}

std::filesystem::path MetaImageHeader::data_file() const {
  if (local_) return path_;
  const std::string name = text("ElementDataFile").value_or("");
  if (name.empty()) fail("ElementDataFile names no file");
  if (name == "LIST" || name.find('%') != std::string::npos) {
    fail("its values are in several files; write them into one");
  }
  // A file must not decide what else of this machine is read.
  if (std::filesystem::path(name).filename() != name || name == "." || name == "..") {
    fail(fmt::format("ElementDataFile is '{}'; give the name of a file in the same folder", name));
  }
  return path_.parent_path() / name;
}

}  // namespace yttria
