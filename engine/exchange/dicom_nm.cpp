// SPDX-License-Identifier: Apache-2.0
#include "engine/exchange/dicom_nm.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "engine/exchange/decay.hpp"
#include "engine/exchange/dicom_pixels.hpp"
#include "engine/exchange/dicom_series.hpp"
#include "engine/exchange/dicom_times.hpp"
#include "engine/exchange/emission_facts.hpp"
#include "engine/exchange/image_lengths.hpp"
#include "engine/exchange/nm_frames.hpp"
#include "engine/exchange/slice_stack.hpp"

namespace yttria {

namespace {

constexpr DicomTag image_type{0x0008, 0x0008, "ImageType"};

struct NmGeometry {
  Grid grid;
  bool reversed = false;  // frames run against the z axis of the grid
};

std::vector<double> placed(const DicomFile& file, const DicomTag& tag, std::size_t count) {
  const std::vector<DicomObject> detectors = file.items(dicom::detectors);
  for (const DicomObject& detector : detectors) {
    if (detector.numbers(tag) == detectors[0].numbers(tag)) continue;
    detector.fail(tag,
                  "differs from that of the first detector: where the slices lie is not "
                  "known; export one reconstruction alone");
  }
  if (!detectors.empty() && !detectors[0].numbers(tag).empty()) {
    return detectors[0].required_numbers(tag, count);
  }
  return file.required_numbers(tag, count);
}

NmGeometry geometry_of(const DicomFile& file, std::int64_t frames) {
  NmGeometry geometry;
  Grid& grid = geometry.grid;
  const auto position = placed(file, dicom::image_position, 3);
  const auto orientation = placed(file, dicom::image_orientation, 6);
  const auto spacing = file.required_numbers(dicom::pixel_spacing, 2);
  const double step = file.required_number(dicom::slice_spacing);
  if (!(spacing[0] > 0) || !(spacing[1] > 0))
    file.fail(dicom::pixel_spacing, "is not above 0; correct it, or export the object again");
  if (step == 0) {
    file.fail(dicom::slice_spacing,
              "is 0; correct it: the distance of slices, below 0 where they run backwards");
  }
  std::array<double, 6> axes{};
  std::copy_n(orientation.begin(), 6, axes.begin());
  grid.direction = direction_from(file.place(), axes);
  grid.shape = {dicom_columns(file), dicom_rows(file), frames};
  grid.spacing_mm = {spacing[1], spacing[0], std::abs(step)};
  geometry.reversed = step < 0;
  const double back = geometry.reversed ? step * static_cast<double>(frames - 1) : 0;
  for (std::size_t i = 0; i < 3; ++i) {
    grid.origin_mm[i] = position[i] + back * grid.direction[3 * i + 2];
  }
  check_coordinates(file.place(), grid.origin_mm);
  for (const double edge : grid.spacing_mm) check_edge(file.place(), edge);
  return geometry;
}

void check_tomogram(const DicomFile& file, std::int64_t frames) {
  const std::string type = file.text(image_type).value_or("");
  if (type.find("RECON TOMO") == std::string::npos) {
    file.fail(image_type, fmt::format("is '{}'; a reconstruction (RECON TOMO) is needed", type));
  }
  const auto slices = file.whole(dicom::number_of_slices);
  if (slices && *slices != frames) {
    file.fail(dicom::number_of_frames,
              fmt::format("is {} and {} is {}: several energies, times or gates; export one "
                          "reconstruction alone",
                          frames, to_string(dicom::number_of_slices), *slices));
  }
}

/// Stored values to Bq/mL or counts.
struct Scale {
  double slope = 1, intercept = 0;
  std::string units;  // empty: counts
  DicomTag slope_tag = dicom::rescale_slope;
};

Scale scale_of(const DicomFile& file) {
  Scale scale;
  for (const DicomObject& map : file.items(dicom::real_world_values)) {
    for (const DicomObject& code : map.items(dicom::units_code)) {
      const std::string units = code.text(dicom::code_value).value_or("");
      if (units != "Bq/ml" && units != "Bq/mL") continue;
      return {map.required_number(dicom::real_world_slope),
              map.required_number(dicom::real_world_intercept), units, dicom::real_world_slope};
    }
  }
  scale.slope = file.number(dicom::rescale_slope).value_or(1);
  scale.intercept = file.number(dicom::rescale_intercept).value_or(0);
  scale.units = file.text(dicom::units).value_or("");
  return scale;
}

}  // namespace

EmissionImage read_nm(const DicomFile& file, const EmissionChoice& choice) {
  const std::int64_t frames = file.whole(dicom::number_of_frames).value_or(1);
  check_tomogram(file, frames);
  // A tomogram has turned about the patient: its mean time is known no better than its start, and a
  // frame of half an hour changes Y-90 by 0.3 %.
  FrameTiming turn{file.path().filename().string(), acquisition_moment(file), 0.0, {}, {}};
  EmissionFacts facts(file, {std::move(turn)}, choice);
  const Scale scale = scale_of(file);
  facts.require_units(scale.units);
  facts.require_all();
  const double factor = choice.self_calibrated ? 1 : facts.factor(0);

  EmissionImage image;
  image.unit = choice.self_calibrated ? EmissionUnit::relative : EmissionUnit::Bq_per_mL;
  DicomSeries alone{file.place(), {}, {file}, 0};
  image.record = series_record("activity", alone, choice.identifiers);
  image.frame_of_reference = file.text(dicom::frame_of_reference).value_or("");
  const DicomPixels pixels(file);
  const NmGeometry geometry = geometry_of(file, pixels.frames());
  image.values.grid = geometry.grid;
  const std::vector<std::int64_t> slices = nm_slices(file, pixels.frames(), image.warnings);
  std::vector<double> stored;
  const auto plane = static_cast<std::size_t>(pixels.rows() * pixels.columns());
  image.values.values.resize(plane * static_cast<std::size_t>(pixels.frames()));
  for (std::int64_t frame = 0; frame < pixels.frames(); ++frame) {
    pixels.frame(frame, stored);
    require_slope(file, scale.slope_tag, scale.slope, stored);
    const std::int64_t slice = slices[static_cast<std::size_t>(frame)];
    const std::int64_t z = geometry.reversed ? pixels.frames() - 1 - slice : slice;
    float* out = image.values.values.data() + static_cast<std::size_t>(z) * plane;
    for (std::size_t i = 0; i < plane; ++i) {
      const double value = factor * (scale.slope * stored[i] + scale.intercept);
      out[i] = kept_value(file, i, value, most_Bq_per_mL);
    }
  }
  facts.record(image.record);
  if (!choice.self_calibrated) image.record.add("units", scale.units);
  image.warnings.insert(image.warnings.end(), facts.warnings().begin(), facts.warnings().end());
  return image;
}

}  // namespace yttria
