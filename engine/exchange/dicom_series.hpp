// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "engine/case/grid.hpp"
#include "engine/exchange/dicom_object.hpp"
#include "engine/exchange/record.hpp"
#include "engine/exchange/slice_stack.hpp"

namespace yttria {

/// The images of one series, a file for each slice, ascending along the z axis of the grid.
struct DicomSeries {
  std::string where;  // the folder, for messages
  Grid grid;
  std::vector<DicomFile> slices;
  std::uint64_t other_files = 0;  // in the folder, of no DICOM

  const DicomFile& any() const { return slices.front(); }
};

/// DICOM files of a folder (not of folders in it), or one file, in the order of their names.
std::vector<DicomFile> read_dicom_files(const std::filesystem::path& path,
                                        std::uint64_t& other_files);

/// Files as a series. InputError naming files when they are of several series, when one has several
/// frames, and as stack_slices() does.
DicomSeries sorted_series(const std::string& where, std::vector<DicomFile> files);
DicomSeries read_series(const std::filesystem::path& path);

/// Calls visit(file, z, stored values), slice by slice; each slice is freed afterwards.
void for_each_slice(
    const DicomSeries& series,
    const std::function<void(const DicomFile&, std::int64_t, const std::vector<double>&)>& visit);

/// Where a single-frame image lies.
ImagePlane image_plane(const DicomFile& file);

/// What every series tells of itself: modality, number of slices, device, position, hashed UIDs.
Record series_record(const std::string& name, const DicomSeries& series, bool identifiers);
/// SHA-256 of an identifier; itself when identifiers may be kept.
std::string identifier(const std::string& value, bool keep);

}  // namespace yttria
