// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "engine/exchange/dicom_identity.hpp"
#include "engine/result/dose_map.hpp"
#include "tools/command_line.hpp"

namespace yttria {

/// What the RT Dose objects of one export share.
struct ExportIdentity {
  DicomIdentity dicom;
  std::string series_uid;
  std::vector<std::string> notes;  // what was not known and is new
};

/// Flags go before the files of --like, those before what the dose file records. What RT Dose needs
/// and nobody gave is new: study, frame of reference, plan; a note says so. InputError when --like
/// has another frame of reference than the dose file records.
ExportIdentity export_identity(const ExportCommand& command, const DoseMap& map);

/// For an export without RT Dose: InputError naming a flag about what one belongs to.
void refuse_identity(const ExportCommand& command);

}  // namespace yttria
