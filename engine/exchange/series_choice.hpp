// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "engine/exchange/dicom_object.hpp"

namespace yttria {

/// Which series of a folder is meant.
struct SeriesChoice {
  std::string flag;    // what chooses, for messages; empty: nothing does
  std::string wanted;  // a number of the list in the message, or a UID; empty: the only one
};

/// DICOM files of a folder (not of folders in it), or one file, in the order of their names.
std::vector<DicomFile> read_dicom_files(const std::filesystem::path& path,
                                        std::uint64_t& other_files);

/// Those of one series, by SeriesInstanceUID. InputError with a list of the series (kind, number
/// and names of files, description) when there are several and none is chosen, or when the choice
/// fits none.
std::vector<DicomFile> chosen_series(const std::string& where, std::vector<DicomFile> files,
                                     const SeriesChoice& choice);

}  // namespace yttria
