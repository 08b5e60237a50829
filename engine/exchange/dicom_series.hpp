// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "engine/case/grid.hpp"
#include "engine/exchange/dicom_object.hpp"
#include "engine/exchange/record.hpp"
#include "engine/exchange/series_choice.hpp"
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

/// InputError when two images of a series differ in what all of them share. Tells no value: it may
/// be of a patient.
void require_alike(const DicomObject& object, const DicomObject& first, const DicomTag& tag);

/// Files as a series. InputError naming files when they differ in what a series has once (patient,
/// frame of reference, modality, units), when one has several frames, and as stack_slices() does.
DicomSeries sorted_series(const std::string& where, std::vector<DicomFile> files);
DicomSeries read_series(const std::filesystem::path& path, const SeriesChoice& choice = {});

/// Calls visit(file, z, stored values), slice by slice; each slice is freed afterwards.
void for_each_slice(
    const DicomSeries& series,
    const std::function<void(const DicomFile&, std::int64_t, const std::vector<double>&)>& visit);

/// A rescaled value as it is kept. InputError naming the file and the pixel when it is beyond
/// `most`, which says that the rescale is wrong.
float kept_value(const DicomFile& file, std::size_t pixel, double value, double most);

/// InputError when a slope of 0 takes counts away. Slices of 0 alone are written with such a slope.
void require_slope(const DicomFile& file, const DicomTag& tag, double slope,
                   const std::vector<double>& stored);

/// Where a single-frame image lies.
ImagePlane image_plane(const DicomFile& file);

/// What every series tells of itself: modality, number of slices, device, position, UIDs. These are
/// hashed, and the patient's ID is left out, unless identifiers may be kept.
Record series_record(const std::string& name, const DicomSeries& series, bool identifiers);

}  // namespace yttria
