// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/exchange/dicom_object.hpp"
#include "engine/exchange/image.hpp"

namespace yttria {

/// A reconstructed NM tomogram: one file, a frame for each slice (PS3.3, section C.8.4.15), in the
/// order of nm_slices(). The first slice lies where DetectorInformationSequence says; the others
/// follow along the normal for positive SpacingBetweenSlices, against it for negative. Values are
/// Bq/mL by RealWorldValueMappingSequence or Units, otherwise counts.
EmissionImage read_nm(const DicomFile& file, const EmissionChoice& choice);

}  // namespace yttria
