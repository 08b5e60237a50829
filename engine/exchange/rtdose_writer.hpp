// SPDX-License-Identifier: Apache-2.0
// DICOM RT Dose objects: PS3.3 A.18.3 (IOD), C.8.8.3 (RT Dose module).
#pragma once

#include <cstdint>
#include <string>

#include "engine/exchange/dicom_identity.hpp"
#include "engine/exchange/volume.hpp"
#include "engine/new_file.hpp"

namespace yttria {

/// One object: 32-bit unsigned integers times a scaling in Gy.
struct RtDose {
  enum class Type { physical, error };

  Volume<float> volume;  // Gy; NaN is written as 0
  Type type = Type::physical;
  std::string description;     // of the series, at most 64 characters
  std::string comment;         // DoseComment, cut after 64 characters
  bool heterogeneity = false;  // transported through the densities of the image
  std::string series_uid;      // what objects of one export share
  int number = 1;              // of the object in its series
};

struct RtDoseWritten {
  double scaling_Gy = 0;  // of one step; no value is off by more than half of it
  std::int64_t gaps = 0;  // NaN, written as 0
  std::string instance_uid;
};

/// Writes the temporary of `file`. Frames run along the normal row x column whatever the grid's
/// handedness, so that GridFrameOffsetVector always ascends from 0. The identity must have study,
/// frame of reference and plan. InputError where DICOM cannot hold the grid.
RtDoseWritten write_rtdose(const NewFile& file, RtDose dose, const DicomIdentity& identity);

}  // namespace yttria
