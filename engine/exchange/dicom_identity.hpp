// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>

namespace yttria {

/// Whose dose it is and what it belongs to, in UTF-8. Empty is unknown; nothing is ever made up
/// about a patient.
struct DicomIdentity {
  std::string patient_name;  // "FAMILY^GIVEN"
  std::string patient_id;
  std::string birth_date;  // YYYYMMDD
  std::string sex;         // M F O
  std::string identity_removed;
  std::string deidentification_method;
  std::string study_uid;
  std::string study_date;
  std::string study_time;
  std::string study_id;
  std::string study_description;
  std::string accession_number;
  std::string referring_physician;
  std::string frame_of_reference_uid;
  std::string position_reference;
  std::string plan_uid;  // of an RT Plan object
};

/// Of a DICOM file: a slice of the CT, an RT Plan, RT Structure Set or RT Dose. InputError when it
/// is none.
DicomIdentity read_dicom_identity(const std::filesystem::path& path);

/// InputError naming the flag for what DICOM cannot hold: dates, sex, identifiers, lengths.
void check_dicom_identity(const DicomIdentity& identity);

}  // namespace yttria
