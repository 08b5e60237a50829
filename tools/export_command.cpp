// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <list>
#include <nlohmann/json.hpp>

#include "engine/error.hpp"
#include "engine/exchange/dose_uncertainty.hpp"
#include "engine/exchange/metaimage_writer.hpp"
#include "engine/exchange/nifti_writer.hpp"
#include "engine/exchange/rtdose_writer.hpp"
#include "engine/result/dose_map_file.hpp"
#include "engine/result/output_lock.hpp"
#include "tools/command_line.hpp"
#include "tools/exit_code.hpp"
#include "tools/export_identity.hpp"
#include "tools/export_targets.hpp"
#include "tools/histogram_csv.hpp"
#include "tools/message.hpp"

namespace yttria {

namespace {

using Json = nlohmann::ordered_json;
using Format = ExportTarget::Format;
using Quantity = ExportTarget::Quantity;

/// What is said beside the numbers, in each format's own place for it.
std::string words_of(const DoseMap& map, Quantity quantity, const char* units) {
  const std::string of = quantity == Quantity::dose ? "Absorbed dose to " + map.dose_to
                                                    : "Standard uncertainty of the absorbed dose";
  return fmt::format("{}, {}{}", of, units, map.complete ? "" : ", partial run");
}

/// Writes one target to temporaries and says what became of it.
class Exporter {
 public:
  Exporter(const DoseMap& map, const ExportIdentity& identity, bool replace)
      : map_(map), identity_(identity), replace_(replace) {}

  Json write(const ExportTarget& target) {
    const std::size_t first = files_.size();
    for (const std::filesystem::path& path : files_of(target)) files_.emplace_back(path, replace_);
    Json said = {{"file", target.path.string()},
                 {"quantity", target.quantity == Quantity::dose ? "dose" : "uncertainty"}};
    switch (target.format) {
      case Format::rtdose:
        write_dicom(target, said);
        break;
      case Format::nifti:
        write_nifti_image(target, said);
        break;
      case Format::metaimage:
        write_meta(target, first, said);
        break;
      case Format::csv:
        write_csv(said);
        break;
    }
    return said;
  }

  /// Only now do the files appear under their names.
  void commit() {
    for (NewFile& file : files_) file.commit();
  }

 private:
  const std::vector<float>& values(Quantity quantity) const {
    return quantity == Quantity::dose ? map_.dose_Gy : map_.uncertainty;
  }
  static const char* units(Quantity quantity) { return quantity == Quantity::dose ? "Gy" : "1"; }

  void write_dicom(const ExportTarget& target, Json& said) {
    const bool dose = target.quantity == Quantity::dose;
    RtDose object;
    object.volume = {map_.grid, dose ? map_.dose_Gy : absolute_uncertainty_Gy(map_)};
    object.type = dose ? RtDose::Type::physical : RtDose::Type::error;
    object.description = dose ? "Absorbed dose" : "Uncertainty of absorbed dose (1 sigma)";
    object.comment = words_of(map_, target.quantity, "Gy");
    object.heterogeneity = map_.run.has_value();
    object.series_uid = identity_.series_uid;
    object.number = ++objects_;
    const RtDoseWritten written = write_rtdose(files_.back(), object, identity_.dicom);
    said.update({{"format", "DICOM RT Dose"},
                 {"units", "Gy"},
                 {"sop_instance_uid", written.instance_uid},
                 {"scaling_Gy", written.scaling_Gy},
                 {"voxels_without_mass", written.gaps},
                 {"voxels_without_mass_are", "0"}});
  }

  void write_nifti_image(const ExportTarget& target, Json& said) {
    const NiftiOrientation where =
        write_nifti(files_.back(), map_.grid, values(target.quantity),
                    words_of(map_, target.quantity, units(target.quantity)));
    if (!where.has_qform) said["qform"] = "left out: it could not agree with sform";
    said.update(
        {{"format", fmt::format("NIfTI-{}", where.version)}, {"units", units(target.quantity)}});
    add_gaps(target, said);
  }

  void write_meta(const ExportTarget& target, std::size_t first, Json& said) {
    const NewFile* const data = files_.size() - first == 2 ? &files_[first] : nullptr;
    write_metaimage(files_.back(), data, map_.grid, values(target.quantity),
                    words_of(map_, target.quantity, units(target.quantity)));
    said.update({{"format", "MetaImage"}, {"units", units(target.quantity)}});
    if (data != nullptr) said["data_file"] = data->path().string();
    add_gaps(target, said);
  }

  void write_csv(Json& said) {
    if (map_.rois.empty()) {
      throw InputError(map_.file + ": /roi: holds no region, so there is no histogram for --csv");
    }
    const std::string origin =
        fmt::format("dose-volume histograms of {}, dose to {}", map_.file, map_.dose_to);
    std::ofstream stream(files_.back().temporary(), std::ios::binary);
    stream << histogram_csv(origin, roi_statistics(map_));
    stream.close();
    if (!stream) throw RunError(files_.back().path().string() + ": cannot be written");
    said.update({{"format", "CSV"}, {"regions", map_.rois.size()}});
  }

  void add_gaps(const ExportTarget& target, Json& said) const {
    const std::vector<float>& all = values(target.quantity);
    said[target.quantity == Quantity::dose ? "voxels_without_mass" : "voxels_unknown"] =
        std::count_if(all.begin(), all.end(), [](float value) { return std::isnan(value); });
    said[target.quantity == Quantity::dose ? "voxels_without_mass_are" : "voxels_unknown_are"] =
        "NaN";
  }

  const DoseMap& map_;
  const ExportIdentity& identity_;
  bool replace_;
  int objects_ = 0;
  std::vector<NewFile> files_;
};

void print_text(const DoseMap& map, const Json& outputs, const ExportIdentity& identity) {
  fmt::print("{}: absorbed dose to {}, {}\n\n", map.file, map.dose_to,
             map.complete ? "complete" : "partial");
  for (const Json& output : outputs) {
    fmt::print("{:<12} {:<14} {}\n", output["quantity"].get<std::string>(),
               output["format"].get<std::string>(), output["file"].get<std::string>());
    for (const char* const kind : {"voxels_without_mass", "voxels_unknown"}) {
      if (output.value(kind, 0) == 0) continue;
      fmt::print("{:12} {}: {}, written as {}\n", "",
                 std::string(kind) == "voxels_unknown" ? "voxels where it is unknown"
                                                       : "voxels without mass",
                 output[kind].get<std::int64_t>(),
                 output[std::string(kind) + "_are"].get<std::string>());
    }
  }
  for (const std::string& note : identity.notes) fmt::print("{}\n", note);
}

}  // namespace

int execute(const ExportCommand& command) {
  const std::vector<ExportTarget> wanted = export_targets(command);
  check_targets(command, wanted);
  std::list<OutputLock> locks;
  for (const ExportTarget& target : wanted) locks.emplace_back(target.path, print_warning);
  const bool dicom = std::any_of(wanted.begin(), wanted.end(), [](const ExportTarget& target) {
    return target.format == Format::rtdose;
  });
  if (!dicom) refuse_identity(command);
  const DoseMap map = read_dose_map(command.input);
  const ExportIdentity identity = dicom ? export_identity(command, map) : ExportIdentity{};
  if (!command.uncertainty.empty()) require_uncertainty(map);
  Exporter exporter(map, identity, command.force);
  Json outputs = Json::array();
  for (const ExportTarget& target : wanted) outputs.push_back(exporter.write(target));
  exporter.commit();
  if (command.json) {
    Json json = {{"file", map.file},
                 {"status", map.complete ? "complete" : "partial"},
                 {"dose_to", map.dose_to},
                 {"outputs", outputs}};
    if (dicom) json["frame_of_reference_uid"] = identity.dicom.frame_of_reference_uid;
    json["notes"] = identity.notes;
    fmt::print("{}\n", json.dump(2, ' ', false, Json::error_handler_t::replace));
  } else {
    print_text(map, outputs, identity);
  }
  return exit_code::done;
}

}  // namespace yttria
