// SPDX-License-Identifier: Apache-2.0
// Whether DICOM objects belong together. Messages hold no identifier.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/exchange/import_options.hpp"

namespace yttria {

/// InputError when an object is of another PatientID than the CT, unless the options allow it; a
/// warning for each object without one.
void check_patients(const ImportOptions& options, const CtImage& ct,
                    const std::optional<EmissionImage>& emission,
                    std::vector<std::string>& warnings);

/// A warning for each object without FrameOfReferenceUID: that it lies where the CT does is then
/// taken for granted, as viewers do. Those of other frames have been refused by check_frame().
void warn_of_missing_frames(const ImportOptions& options, const CtImage& ct,
                            const std::optional<EmissionImage>& emission,
                            const std::vector<ImageRegion>& regions,
                            std::vector<std::string>& warnings);

}  // namespace yttria
