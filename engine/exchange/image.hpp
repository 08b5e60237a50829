// SPDX-License-Identifier: Apache-2.0
// What the readers of all formats give.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/case/roi.hpp"
#include "engine/exchange/record.hpp"
#include "engine/exchange/resampled_case.hpp"
#include "engine/exchange/volume.hpp"
#include "engine/moment.hpp"

namespace yttria {

/// Beyond tissue, contrast agent and metal on any scale: a wrong rescale, HU.
inline constexpr double most_hu = 1e5;

/// CT numbers.
struct CtImage {
  Volume<float> hu;
  std::string frame_of_reference;  // UID; empty: the file has none
  Record record;
  std::string patient_id{};  // to be compared, never written
  std::vector<std::string> warnings{};
};

/// Of pure Y-90; more, or more counts, is a wrong rescale.
inline constexpr double most_Bq_per_mL = 1e17;

enum class EmissionUnit { Bq_per_mL, Bq, relative };
enum class DecayCorrection { none, start, administration };

/// What is known of the emission image beside it. Files that say it themselves must agree.
struct EmissionChoice {
  std::string nuclide = "Y-90";
  std::optional<Moment> administered;
  std::optional<Moment> imaged;  // of "start": what the values were corrected to
  std::optional<DecayCorrection> correction;
  std::optional<EmissionUnit> unit;  // for formats that have none
  bool self_calibrated = false;      // only the distribution counts: no units, no times
  bool any_nuclide = false;
  bool identifiers = false;
  std::string series;  // of a folder with several: its number or UID
};

/// Activity at the time of administration, or its distribution.
struct EmissionImage {
  Volume<float> values;
  EmissionUnit unit = EmissionUnit::relative;
  std::string frame_of_reference;
  Record record;
  std::vector<std::string> warnings;
  std::string patient_id{};
};

/// A region in an image.
struct ImageRegion {
  std::string name;
  ShareMask mask;
  double stated_mL = 0;  // by the contours, or the mask on its own grid
  std::string kind;      // "RTSTRUCT", "SEG", "mask"
  std::string frame_of_reference;
  std::optional<RoiRole> role{};  // where it is known by how it was made
};

const char* to_string(EmissionUnit unit);
const char* to_string(DecayCorrection correction);
/// What an image's geometry is, added to its record: shape, spacing, orientation.
void add_geometry(Record& record, const Grid& grid);

}  // namespace yttria
