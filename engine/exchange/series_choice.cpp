// SPDX-License-Identifier: Apache-2.0
#include "engine/exchange/series_choice.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "engine/error.hpp"

namespace yttria {

namespace {

namespace fs = std::filesystem;

using Files = std::vector<DicomFile>;

std::string uid_of(const DicomFile& file) {
  return file.text(dicom::series_uid).value_or("");
}

/// In the order of their first files.
std::vector<Files> grouped(Files files) {
  std::vector<Files> groups;
  for (DicomFile& file : files) {
    const std::string uid = uid_of(file);
    auto group = std::find_if(groups.begin(), groups.end(),
                              [&](const Files& other) { return uid_of(other.front()) == uid; });
    if (group == groups.end()) group = groups.insert(group, Files{});
    group->push_back(std::move(file));
  }
  return groups;
}

std::string name_of(const DicomFile& file) {
  return file.path().filename().string();
}

std::string listed(const std::vector<Files>& groups) {
  std::string text;
  for (std::size_t i = 0; i < groups.size(); ++i) {
    const DicomFile& first = groups[i].front();
    text +=
        fmt::format("\n  {}: {}, {} file{} from {} to {}", i + 1,
                    first.text(dicom::modality).value_or("no modality"), groups[i].size(),
                    groups[i].size() == 1 ? "" : "s", name_of(first), name_of(groups[i].back()));
    const auto description = first.text(dicom::series_description);
    if (description) text += fmt::format(", \"{}\"", *description);
    if (uid_of(first).empty()) text += ", without SeriesInstanceUID";
  }
  return text;
}

}  // namespace

std::vector<DicomFile> read_dicom_files(const fs::path& path, std::uint64_t& other_files) {
  std::error_code error;
  if (!fs::exists(path, error))
    throw InputError(path.string() + ": is missing; give a DICOM file, or the folder of a series");
  std::vector<DicomFile> files;
  if (!fs::is_directory(path)) {
    files.emplace_back(path);
    return files;
  }
  std::vector<fs::path> names;
  for (const auto& entry : fs::directory_iterator(path)) {
    if (entry.is_regular_file() && entry.path().filename() != "DICOMDIR") {
      names.push_back(entry.path());
    }
  }
  std::sort(names.begin(), names.end());
  for (const fs::path& name : names) {
    if (DicomFile::is_one(name)) {
      files.emplace_back(name);
    } else {
      ++other_files;
    }
  }
  if (files.empty()) {
    throw InputError(fmt::format("{}: holds no DICOM file ({} others); give the folder of a series",
                                 path.string(), other_files));
  }
  return files;
}

std::vector<DicomFile> chosen_series(const std::string& where, std::vector<DicomFile> files,
                                     const SeriesChoice& choice) {
  std::vector<Files> groups = grouped(std::move(files));
  if (choice.wanted.empty()) {
    if (groups.size() == 1) return std::move(groups.front());
    const std::string remedy =
        choice.flag.empty() ? "" : fmt::format(", or choose with {} NUMBER", choice.flag);
    throw InputError(
        fmt::format("{}: holds {} series; give a folder with the images of one "
                    "series{}:{}",
                    where, groups.size(), remedy, listed(groups)));
  }
  for (std::size_t i = 0; i < groups.size(); ++i) {
    const bool meant =
        choice.wanted == std::to_string(i + 1) || choice.wanted == uid_of(groups[i].front());
    if (meant) return std::move(groups[i]);
  }
  throw InputError(
      fmt::format("{} {}: {} has no such series; give a number of this list, or a "
                  "SeriesInstanceUID:{}",
                  choice.flag, choice.wanted, where, listed(groups)));
}

}  // namespace yttria
