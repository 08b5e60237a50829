// SPDX-License-Identifier: Apache-2.0
// PET series (PS3.3, section C.8.9) and NM tomograms (section C.8.4) as activity at the time of
// administration.
//
// Decay correction (C.8.9.1.1): ADMIN is that time already. START: start_reference.hpp says to
// what. NONE is the mean over each slice's own frame, from its acquisition time on. NM images do
// not say: then the choice must.
#pragma once

#include <filesystem>

#include "engine/exchange/image.hpp"

namespace yttria {

/// InputError that lists everything the images lack, or says what contradicts the choice.
EmissionImage read_dicom_emission(const std::filesystem::path& path, const EmissionChoice& choice);

}  // namespace yttria
