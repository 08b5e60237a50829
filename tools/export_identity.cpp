// SPDX-License-Identifier: Apache-2.0
#include "tools/export_identity.hpp"

#include <fmt/format.h>

#include <string_view>
#include <tuple>
#include <utility>
#include <variant>

#include "engine/error.hpp"
#include "engine/exchange/dicom_values.hpp"
#include "engine/exchange/hashed_identifier.hpp"

namespace yttria {

namespace {

constexpr std::string_view hashed = "sha256:";

/// Of the CT that the case was imported from: a UID, or its salted hash after "sha256:"
/// (imports_reader). Empty when the file does not say.
std::string recorded_frame_of_reference(const DoseMap& map) {
  for (const auto& [name, value] : map.provenance) {
    const auto* const text = std::get_if<std::string>(&value);
    if (name == "frame_of_reference" && text != nullptr) return *text;
  }
  return {};
}

bool is_the_same(const std::string& recorded, const std::string& uid) {
  if (!recorded.starts_with(hashed)) return recorded == uid;
  return is_hash_of(recorded.substr(hashed.size()), uid);
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

/// What the first file does not know is taken from the second, as long as both are about the same
/// patient in the same place.
void complete(DicomIdentity& identity, const DicomIdentity& other, const std::string& file) {
  const std::tuple<const char*, std::string*, const std::string*> parts[] = {
      {"PatientID", &identity.patient_id, &other.patient_id},
      {"FrameOfReferenceUID", &identity.frame_of_reference_uid, &other.frame_of_reference_uid},
      {"plan", &identity.plan_uid, &other.plan_uid}};
  for (const auto& [name, mine, its] : parts) {
    if (!mine->empty() && !its->empty() && *mine != *its) {
      throw InputError(fmt::format(
          "{}: its {} is not that of the --like before it; give files of one patient and study",
          file, name));
    }
    prefer(*mine, *its);
  }
}

DicomIdentity identity_of(const std::vector<std::filesystem::path>& files) {
  DicomIdentity identity;
  for (std::size_t i = 0; i < files.size(); ++i) {
    const DicomIdentity next = read_dicom_identity(files[i]);
    if (i == 0) {
      identity = next;
    } else {
      complete(identity, next, files[i].string());
    }
  }
  return identity;
}

/// The dose must not be laid over an image that is not its own.
void check_frame_of_reference(const ExportCommand& command, const std::string& recorded,
                              const std::string& uid) {
  if (command.like.empty() || !command.identity.frame_of_reference_uid.empty()) return;
  const std::string file = command.like.front().string();
  if (uid.empty() && !is_dicom_uid(recorded)) {
    throw InputError(file +
                     ": has no FrameOfReferenceUID (0020,0052), so a dose cannot be laid over it; "
                     "give a slice of the CT as well, or --frame-of-reference UID");
  }
  if (uid.empty() || recorded.empty() || is_the_same(recorded, uid)) return;
  throw InputError(
      fmt::format("{}: has frame of reference {}, but the dose was computed in {}; give a file of "
                  "the CT that was imported, or --frame-of-reference when you know better",
                  file, uid, recorded));
}

}  // namespace

void refuse_identity(const ExportCommand& command) {
  const DicomIdentity& who = command.identity;
  const std::pair<const char*, bool> flags[] = {
      {"--like", !command.like.empty()},
      {"--patient-name", !who.patient_name.empty()},
      {"--patient-id", !who.patient_id.empty()},
      {"--birth-date", !who.birth_date.empty()},
      {"--sex", !who.sex.empty()},
      {"--study-uid", !who.study_uid.empty()},
      {"--frame-of-reference", !who.frame_of_reference_uid.empty()}};
  for (const auto& [flag, given] : flags) {
    if (!given) continue;
    throw InputError(fmt::format(
        "{} is about the RT Dose, and none is written; give --rtdose FILE, or leave it out", flag));
  }
}

ExportIdentity export_identity(const ExportCommand& command, const DoseMap& map) {
  check_dicom_identity(command.identity);
  ExportIdentity result;
  DicomIdentity& dicom = result.dicom;
  const std::string recorded = recorded_frame_of_reference(map);
  dicom = identity_of(command.like);
  check_frame_of_reference(command, recorded, dicom.frame_of_reference_uid);
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
