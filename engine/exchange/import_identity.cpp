// SPDX-License-Identifier: Apache-2.0
#include "engine/exchange/import_identity.hpp"

#include <fmt/format.h>

#include <set>

#include "engine/error.hpp"
#include "engine/exchange/dicom_object.hpp"

namespace yttria {

namespace {

namespace fs = std::filesystem;

/// Of a file, or of any image of a series.
std::string patient_of(const fs::path& path) {
  const auto of = [](const fs::path& file) {
    return DicomFile(file).text(dicom::patient_id).value_or("");
  };
  if (!fs::is_directory(path)) return of(path);
  for (const auto& entry : fs::directory_iterator(path)) {
    const fs::path& file = entry.path();
    const bool image = entry.is_regular_file() && file.filename() != "DICOMDIR";
    if (image && DicomFile::is_one(file)) return of(file);
  }
  return "";
}

std::string missing(const std::string& where, const DicomTag& tag, const std::string& so) {
  return fmt::format("{}: {} is missing: {}", where, to_string(tag), so);
}

}  // namespace

void check_patients(const ImportOptions& options, const CtImage& ct,
                    const std::optional<EmissionImage>& emission,
                    std::vector<std::string>& warnings) {
  if (options.other_patient) return;
  std::vector<std::pair<fs::path, std::string>> others;
  if (emission) others.emplace_back(*options.activity, emission->patient_id);
  if (options.rtstruct) others.emplace_back(*options.rtstruct, patient_of(*options.rtstruct));
  if (options.seg) others.emplace_back(*options.seg, patient_of(*options.seg));
  for (const auto& [name, path] : options.masks) others.emplace_back(path, patient_of(path));

  const std::string so = "whether all is of one patient is not known";
  if (ct.patient_id.empty() && !others.empty()) {
    warnings.push_back(missing(options.ct.string(), dicom::patient_id, so));
    return;
  }
  for (const auto& [path, patient] : others) {
    if (patient == ct.patient_id) continue;
    if (patient.empty()) {
      warnings.push_back(missing(path.string(), dicom::patient_id, so));
      continue;
    }
    throw InputError(
        fmt::format("{}: {} is not that of the CT ({}); give images of one patient, or say with "
                    "--other-patient that they belong together",
                    path.string(), to_string(dicom::patient_id), options.ct.string()));
  }
}

void warn_of_missing_frames(const ImportOptions& options, const CtImage& ct,
                            const std::optional<EmissionImage>& emission,
                            const std::vector<ImageRegion>& regions,
                            std::vector<std::string>& warnings) {
  if (options.any_frame_of_reference) return;
  std::set<std::string> unframed;
  if (emission && emission->frame_of_reference.empty()) unframed.insert("--activity");
  for (const ImageRegion& region : regions) {
    if (region.kind == "CT" || !region.frame_of_reference.empty()) continue;
    unframed.insert(region.kind == "mask" ? "--mask " + region.name : region.kind);
  }
  const bool others = emission.has_value() || !regions.empty();
  if (others && ct.frame_of_reference.empty()) unframed = {"--ct"};
  for (const std::string& object : unframed) {
    warnings.push_back(missing(object, dicom::frame_of_reference,
                               "its positions are taken as they are; whether the patient lay as "
                               "for the other images is not known"));
  }
}

}  // namespace yttria
