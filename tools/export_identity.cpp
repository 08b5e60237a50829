// SPDX-License-Identifier: Apache-2.0
#include "tools/export_identity.hpp"

#include <fmt/format.h>

#include <string_view>
#include <variant>

#include "engine/digest.hpp"
#include "engine/error.hpp"
#include "engine/exchange/dicom_values.hpp"

namespace yttria {

namespace {

constexpr std::string_view hashed = "sha256:";

/// Of the CT that the case was imported from: a UID, or its hash after "sha256:" (imports_reader).
/// Empty when the file does not say.
std::string recorded_frame_of_reference(const DoseMap& map) {
  for (const auto& [name, value] : map.provenance) {
    const auto* const text = std::get_if<std::string>(&value);
    if (name == "frame_of_reference" && text != nullptr) return *text;
  }
  return {};
}

bool is_the_same(const std::string& recorded, const std::string& uid) {
  if (!recorded.starts_with(hashed)) return recorded == uid;
  Sha256 digest;
  digest.bytes(uid.data(), uid.size());
  return recorded.substr(hashed.size()) == digest.hex();
}

void check_frame_of_reference(const ExportCommand& command, const std::string& recorded,
                              const std::string& uid) {
  if (recorded.empty() || !command.identity.frame_of_reference_uid.empty() ||
      is_the_same(recorded, uid)) {
    return;
  }
  throw InputError(
      fmt::format("{}: has frame of reference {}, but the dose was computed in {}; give a file of "
                  "the CT that was imported, or --frame-of-reference when you know better",
                  command.like->string(), uid, recorded));
}

void prefer(std::string& value, const std::string& given) {
  if (!given.empty()) value = given;
}

void prefer_flags(DicomIdentity& identity, const DicomIdentity& flags) {
  prefer(identity.patient_name, flags.patient_name);
  prefer(identity.patient_id, flags.patient_id);
  prefer(identity.birth_date, flags.birth_date);
  prefer(identity.sex, flags.sex);
  prefer(identity.study_uid, flags.study_uid);
  prefer(identity.frame_of_reference_uid, flags.frame_of_reference_uid);
}

}  // namespace

ExportIdentity export_identity(const ExportCommand& command, const DoseMap& map) {
  check_dicom_identity(command.identity);
  ExportIdentity result;
  DicomIdentity& dicom = result.dicom;
  const std::string recorded = recorded_frame_of_reference(map);
  if (command.like) {
    dicom = read_dicom_identity(*command.like);
    check_frame_of_reference(command, recorded, dicom.frame_of_reference_uid);
  }
  prefer_flags(dicom, command.identity);
  if (dicom.frame_of_reference_uid.empty() && is_dicom_uid(recorded)) {
    dicom.frame_of_reference_uid = recorded;
  }
  const auto make_up = [&](std::string& uid, const char* note) {
    if (!uid.empty()) return;
    uid = new_dicom_uid();
    result.notes.emplace_back(note);
  };
  make_up(dicom.frame_of_reference_uid,
          "frame of reference: a new one, so that no planning system lays the dose over an image "
          "by itself; --like CT.dcm takes that of the CT");
  make_up(dicom.study_uid, "study: a new one; --like takes that of the CT");
  make_up(dicom.plan_uid,
          "plan: RT Dose must name one and there is none, so its identifier leads to no object; "
          "--like RTPLAN.dcm names yours");
  result.series_uid = new_dicom_uid();
  return result;
}

}  // namespace yttria
