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

bool ends_with(const fs::path& path, std::initializer_list<const char*> endings) {
  const std::string name = path.filename().string();
  return std::any_of(endings.begin(), endings.end(),
                     [&](const std::string& ending) { return name.ends_with(ending); });
}

bool is_nifti(const fs::path& path) {
  return ends_with(path, {".nii", ".nii.gz"});
}
bool is_metaimage(const fs::path& path) {
  return ends_with(path, {".mhd", ".mha"});
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
  for (const ExportTarget& target : targets) {
    if (target.format == Format::nifti && !is_nifti(target.path)) {
      throw InputError(target.path.string() + ": a NIfTI file must end with .nii or .nii.gz");
    }
    if (target.format == Format::metaimage && !is_metaimage(target.path)) {
      throw InputError(target.path.string() + ": a MetaImage must end with .mhd or .mha");
    }
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
      for (const fs::path& other : before) refuse_same(path, other, "is another output as well");
      check_output(path, command.force);
      before.push_back(path);
    }
  }
}

}  // namespace yttria
