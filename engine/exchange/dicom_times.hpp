// SPDX-License-Identifier: Apache-2.0
// When things were done, by the attributes of PET and NM images. Dates count as much as times.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/exchange/dicom_object.hpp"
#include "engine/exchange/start_reference.hpp"
#include "engine/moment.hpp"

namespace yttria {

/// AcquisitionDateTime, or AcquisitionDate with AcquisitionTime.
std::optional<Moment> acquisition_moment(const DicomObject& image);
/// What one PET image says of its own time (PS3.3, section C.8.9.4).
FrameTiming frame_timing(const DicomFile& image);
/// SeriesDate with SeriesTime.
std::optional<Moment> series_moment(const DicomObject& image);

/// RadiopharmaceuticalStartDateTime. InputError when there is only a time of day: for Y-90 the day
/// is not that of the image as a matter of course. Adds a word where a zone cannot be compared.
std::optional<Moment> administration_moment(const DicomObject& image,
                                            std::vector<std::string>& warnings);

}  // namespace yttria
