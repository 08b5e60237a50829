// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "engine/exchange/dicom_object.hpp"

namespace yttria {

/// Which slice, from 0, each frame of a reconstructed NM tomogram is, by SliceVector (PS3.3,
/// section C.8.4.8); in the order of the frames, with a warning, where the file does not say.
/// InputError when frames are of several energy windows, detectors, rotations, times or the like:
/// each is an image of its own.
std::vector<std::int64_t> nm_slices(const DicomFile& file, std::int64_t frames,
                                    std::vector<std::string>& warnings);

}  // namespace yttria
