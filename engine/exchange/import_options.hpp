// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "engine/case/roi.hpp"
#include "engine/exchange/contour_gaps.hpp"
#include "engine/exchange/image.hpp"
#include "engine/exchange/plain_image.hpp"

namespace yttria {

enum class ImageFormat { dicom, plain };  // plain: NIfTI and MetaImage

/// The voxels of the case: those of an image, or of these edges along the axes of the CT, mm.
enum class ImageGrid { ct, activity };
using GridChoice = std::variant<ImageGrid, std::array<double, 3>>;

/// How much activity there is when the image does not say, at the time of administration.
struct Calibration {
  std::optional<double> total_GBq;  // administered, residual included
  double residual_GBq = 0;          // left in vial and tubes
  std::optional<double> lung_shunt_percent;
  std::string lungs;  // a region's name, "ct", "outside"; empty: the regions with the role
  std::vector<std::pair<std::string, double>> uptakes;  // region, relative concentration (Bq/mL)
};

struct ImportOptions {
  ImageFormat format = ImageFormat::dicom;
  std::filesystem::path ct;
  std::optional<std::filesystem::path> activity, rtstruct, seg;
  std::vector<std::pair<std::string, std::filesystem::path>> masks;
  std::vector<std::string> wanted;                     // patterns of names; empty: all regions
  std::optional<ContourGaps> contour_gaps;             // of all regions of --rtstruct
  std::vector<std::pair<std::string, RoiRole>> roles;  // by pattern, the first that fits
  EmissionChoice emission;
  Calibration calibration;
  std::optional<std::filesystem::path> hu_curve;
  std::vector<std::pair<std::string, double>> hu_caps;  // contrast agent: no more HU in a region
  std::string body = "none";                            // a region's name, "auto", "none"
  bool keep_activity_outside = true;                    // of the body
  std::optional<double> crop_mm;                        // around the body
  GridChoice grid = ImageGrid::ct;
  OrientationChoice orientation = OrientationChoice::must_agree;
  bool any_frame_of_reference = false;
  bool other_patient = false;  // PatientIDs may differ
  std::string ct_series;       // of a folder with several: its number or UID
  bool identifiers = false;    // UIDs and patient ID as they are, not hashed
};

}  // namespace yttria
