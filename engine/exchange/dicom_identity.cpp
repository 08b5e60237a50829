// SPDX-License-Identifier: Apache-2.0
#include "engine/exchange/dicom_identity.hpp"

#include <dcmtk/config/osconfig.h>
// DCMTK's configuration comes before its other headers.
#include <dcmtk/dcmdata/dctk.h>
#include <fmt/format.h>

#include <utility>

#include "engine/child_notes.hpp"
#include "engine/error.hpp"
#include "engine/exchange/dcmtk_session.hpp"
#include "engine/exchange/dicom_values.hpp"

namespace yttria {

namespace {

constexpr Uint32 largest_value_loaded = 4096;  // bytes: pixels stay on disk

std::string text(DcmItem& item, const DcmTagKey& tag) {
  OFString value;
  if (item.findAndGetOFStringArray(tag, value).bad()) return {};
  return std::string(value.c_str(), value.length());
}

/// The plan itself, or the one that a dose refers to.
std::string plan_of(DcmItem& dataset) {
  if (text(dataset, DCM_SOPClassUID) == UID_RTPlanStorage) {
    return text(dataset, DCM_SOPInstanceUID);
  }
  DcmItem* plan = nullptr;
  if (dataset.findAndGetSequenceItem(DCM_ReferencedRTPlanSequence, plan, 0).bad()) return {};
  return text(*plan, DCM_ReferencedSOPInstanceUID);
}

/// RT Structure Sets name their frame of reference in a sequence only.
std::string frame_of_reference_of(DcmItem& dataset) {
  const std::string own = text(dataset, DCM_FrameOfReferenceUID);
  DcmItem* first = nullptr;
  if (!own.empty() ||
      dataset.findAndGetSequenceItem(DCM_ReferencedFrameOfReferenceSequence, first, 0).bad()) {
    return own;
  }
  return text(*first, DCM_FrameOfReferenceUID);
}

void check_length(const char* flag, const std::string& value, std::size_t most) {
  if (value.size() > most || value.find_first_of("\\\r\n") != std::string::npos) {
    throw InputError(
        fmt::format("{} '{}': give at most {} characters without backslash", flag, value, most));
  }
}

}  // namespace

DicomIdentity read_dicom_identity(const std::filesystem::path& path) {
  const Reading reading(path);
  start_dcmtk();
  std::error_code error;
  if (!std::filesystem::is_regular_file(path, error)) {
    throw InputError(path.string() +
                     ": is missing or no file; give a slice of the CT, or the RT Plan");
  }
  DcmFileFormat file;
  const OFCondition loaded =
      file.loadFile(path.c_str(), EXS_Unknown, EGL_noChange, largest_value_loaded);
  if (loaded.bad()) {
    throw InputError(
        fmt::format("{}: is no DICOM file that can be read ({}); give a slice of the "
                    "CT, or the RT Plan",
                    path.string(), loaded.text()));
  }
  DcmDataset& dataset = *file.getDataset();
  if (dataset.tagExistsWithValue(DCM_SpecificCharacterSet) && dataset.convertToUTF8().bad()) {
    throw InputError(
        fmt::format("{}: (0008,0005) character set '{}' is not known here; give the "
                    "patient with flags instead of --like",
                    path.string(), text(dataset, DCM_SpecificCharacterSet)));
  }
  const auto of = [&](const DcmTagKey& tag) { return text(dataset, tag); };
  return {of(DCM_PatientName),
          of(DCM_PatientID),
          of(DCM_PatientBirthDate),
          of(DCM_PatientSex),
          of(DCM_PatientIdentityRemoved),
          of(DCM_DeidentificationMethod),
          of(DCM_StudyInstanceUID),
          of(DCM_StudyDate),
          of(DCM_StudyTime),
          of(DCM_StudyID),
          of(DCM_StudyDescription),
          of(DCM_AccessionNumber),
          of(DCM_ReferringPhysicianName),
          frame_of_reference_of(dataset),
          of(DCM_PositionReferenceIndicator),
          plan_of(dataset)};
}

void check_dicom_identity(const DicomIdentity& identity) {
  check_length("--patient-name", identity.patient_name, 64);
  check_length("--patient-id", identity.patient_id, 64);
  const std::string& sex = identity.sex;
  if (!sex.empty() && sex != "M" && sex != "F" && sex != "O") {
    throw InputError(fmt::format("--sex '{}': give M, F or O", sex));
  }
  const std::string& date = identity.birth_date;
  if (!date.empty() && DcmDate::checkStringValue(date.c_str(), "1").bad()) {
    throw InputError(fmt::format("--birth-date '{}': give a date such as 19560427", date));
  }
  const std::pair<const char*, const std::string*> uids[] = {
      {"--frame-of-reference", &identity.frame_of_reference_uid},
      {"--study-uid", &identity.study_uid}};
  for (const auto& [flag, uid] : uids) {
    if (uid->empty() || is_dicom_uid(*uid)) continue;
    throw InputError(fmt::format(
        "{} '{}': is no unique identifier of DICOM; give numbers with points, such as 1.2.840.1",
        flag, *uid));
  }
}

}  // namespace yttria
