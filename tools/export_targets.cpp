// SPDX-License-Identifier: Apache-2.0
#include "tools/export_targets.hpp"

#include <algorithm>
#include <initializer_list>
#include <string>

#include "engine/error.hpp"
#include "engine/exchange/metaimage_writer.hpp"
#include "engine/new_file.hpp"
#include "tools/refuse_same.hpp"

namespace yttria {

namespace {

namespace fs = std::filesystem;
using Format = ExportTarget::Format;
using Quantity = ExportTarget::Quantity;

bool ends_with(const std::string& name, std::initializer_list<const char*> endings) {
  return std::any_of(endings.begin(), endings.end(),
                     [&](const std::string& ending) { return name.ends_with(ending); });
}

bool is_nifti(const fs::path& path) {
  return ends_with(path.filename().string(), {".nii", ".nii.gz"});
}
bool is_metaimage(const fs::path& path) {
  return ends_with(path.filename().string(), {".mhd", ".mha"});
}

/// A name tells programs and people what a file is. RT Dose and CSV have names of any kind (an RT
/// Dose that of its UID, say) but not those of other formats.
void check_ending(const ExportTarget& target) {
  std::string name = target.path.filename().string();
  for (char& c : name) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  const auto refuse = [&](const char* what) {
    throw InputError(target.path.string() + ": " + what);
  };
  const bool image = ends_with(name, {".nii", ".gz", ".mhd", ".mha", ".raw", ".nrrd", ".nhdr",
                                      ".img", ".hdr", ".h5", ".hdf5", ".zip"});
  switch (target.format) {
    case Format::rtdose:
      if (image || ends_with(name, {".csv", ".txt", ".json", ".html", ".png"})) {
        refuse("is no name of a DICOM RT Dose; end it with .dcm, or ask for the other format");
      }
      break;
    case Format::nifti:
      if (!is_nifti(target.path)) refuse("is no name of a NIfTI file; end it with .nii or .nii.gz");
      break;
    case Format::metaimage:
      if (!is_metaimage(target.path)) refuse("is no name of a MetaImage; end it with .mhd or .mha");
      break;
    case Format::csv:
      if (image || ends_with(name, {".dcm", ".json", ".html", ".png"})) {
        refuse("is no name of a table; end it with .csv, or ask for the other format");
      }
      break;
  }
}

}  // namespace

std::vector<ExportTarget> export_targets(const ExportCommand& command) {
  std::vector<ExportTarget> targets;
  if (command.rtdose) targets.push_back({*command.rtdose, Format::rtdose, Quantity::dose});
  if (command.nifti) targets.push_back({*command.nifti, Format::nifti, Quantity::dose});
  if (command.mhd) targets.push_back({*command.mhd, Format::metaimage, Quantity::dose});
  if (command.csv) targets.push_back({*command.csv, Format::csv, Quantity::dose});
  for (const fs::path& path : command.uncertainty) {
    const Format format = is_nifti(path)       ? Format::nifti
                          : is_metaimage(path) ? Format::metaimage
                                               : Format::rtdose;
    targets.push_back({path, format, Quantity::uncertainty});
  }
  if (targets.empty()) {
    throw InputError(
        "nothing to export; give --rtdose, --nifti, --mhd, --csv or --uncertainty with a file");
  }
  return targets;
}

std::vector<fs::path> files_of(const ExportTarget& target) {
  std::vector<fs::path> files;
  if (target.format == Format::metaimage) {
    if (const auto data = metaimage_data_path(target.path)) files.push_back(*data);
  }
  files.push_back(target.path);
  return files;
}

void check_targets(const ExportCommand& command, const std::vector<ExportTarget>& targets) {
  std::vector<fs::path> before;
  for (const ExportTarget& target : targets) {
    for (const fs::path& path : files_of(target)) {
      refuse_same(path, command.input, "would replace the dose");
      for (const fs::path& like : command.like) {
        refuse_same(path, like, "would replace the file of --like");
      }
    }
    check_ending(target);
    for (const fs::path& path : files_of(target)) {
      for (const fs::path& other : before) refuse_same(path, other, "is another output as well");
      check_output(path, command.force);
      before.push_back(path);
    }
  }
}

}  // namespace yttria
