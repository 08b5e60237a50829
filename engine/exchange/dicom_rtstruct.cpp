// SPDX-License-Identifier: Apache-2.0
#include "engine/exchange/dicom_rtstruct.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>

#include "engine/error.hpp"
#include "engine/exchange/contour_mask.hpp"
#include "engine/exchange/dicom_object.hpp"
#include "engine/exchange/image_lengths.hpp"

namespace yttria {

namespace {

constexpr double flat_slices = 0.1;  // a contour may leave its plane by this part of a slice

/// LPS to positions in voxels.
std::array<double, 3> position_on(const Grid& grid, const double* point_mm) {
  std::array<double, 3> position{};
  for (std::size_t axis = 0; axis < 3; ++axis) {
    for (std::size_t k = 0; k < 3; ++k) {
      position[axis] += grid.direction[3 * k + axis] * (point_mm[k] - grid.origin_mm[k]);
    }
    position[axis] /= grid.spacing_mm[axis];
  }
  return position;
}

std::vector<double> contour_points(const DicomObject& contour) {
  std::vector<double> data = contour.numbers(dicom::contour_data);
  if (data.empty() || data.size() % 3 != 0) {
    contour.fail(dicom::contour_data,
                 fmt::format("has {} numbers, not three a point", data.size()));
  }
  const auto count = contour.whole(dicom::contour_points);
  if (count && *count != static_cast<std::int64_t>(data.size() / 3)) {
    contour.fail(dicom::contour_points,
                 fmt::format("is {}, but {} has {} points", *count, to_string(dicom::contour_data),
                             data.size() / 3));
  }
  check_coordinates(contour.place(), data);
  return data;
}

PlanarContour planar_contour(const DicomObject& contour, const std::string& name,
                             const Grid& grid) {
  const std::vector<double> data = contour_points(contour);
  PlanarContour planar;
  double lowest = 0, highest = 0;
  for (std::size_t i = 0; i < data.size(); i += 3) {
    const std::array<double, 3> at = position_on(grid, data.data() + i);
    lowest = i == 0 ? at[2] : std::min(lowest, at[2]);
    highest = i == 0 ? at[2] : std::max(highest, at[2]);
    planar.points.push_back({at[0], at[1]});
  }
  if (highest - lowest > flat_slices) {
    contour.fail(
        fmt::format("the contour of \"{}\" leaves the planes of the CT by {:.3g} slices; give "
                    "the CT that it was drawn on",
                    name, highest - lowest));
  }
  planar.z = (lowest + highest) / 2;
  return planar;
}

struct Structure {
  std::string name;
  std::string frame;
};

std::map<std::int64_t, Structure> structures_of(const DicomFile& file,
                                                std::vector<std::string>& warnings) {
  std::map<std::int64_t, Structure> structures;
  for (const DicomObject& item : file.items(dicom::structures)) {
    const std::int64_t number = item.required_whole(dicom::structure_number);
    Structure structure{item.label(dicom::structure_name, fmt::format("roi-{}", number), warnings),
                        item.text(dicom::structure_frame).value_or("")};
    if (!structures.emplace(number, std::move(structure)).second) {
      item.fail(dicom::structure_number, fmt::format("{} is there twice", number));
    }
  }
  return structures;
}

/// Closed contours; counts what else there is.
std::vector<PlanarContour> closed_contours(const DicomObject& roi, const std::string& name,
                                           const Grid& grid, std::map<std::string, int>& others) {
  std::vector<PlanarContour> closed;
  for (const DicomObject& contour : roi.items(dicom::contours)) {
    const std::string type = contour.required_text(dicom::contour_type);
    if (type != "CLOSED_PLANAR" && type != "CLOSEDPLANAR_XOR") {
      ++others[type];
      continue;
    }
    PlanarContour planar = planar_contour(contour, name, grid);
    if (planar.points.size() < 3) {
      ++others["contours of one or two points"];
    } else {
      closed.push_back(std::move(planar));
    }
  }
  return closed;
}

ContourMask drawn_mask(const DicomObject& roi, const std::string& name, const Grid& grid,
                       std::vector<PlanarContour> contours, std::optional<ContourGaps> gaps) {
  try {
    return mask_of_contours(grid, std::move(contours), gaps);
  } catch (const InputError& error) {
    roi.fail(fmt::format("\"{}\": {}", name, error.what()));
  }
}

}  // namespace

std::vector<ImageRegion> read_rtstruct(const std::filesystem::path& path, const Grid& grid,
                                       const std::function<bool(const std::string&)>& wanted,
                                       std::vector<std::string>& warnings,
                                       std::optional<ContourGaps> gaps) {
  const DicomFile file(path);
  const std::string modality = file.text(dicom::modality).value_or("missing");
  if (modality != "RTSTRUCT") {
    file.fail(dicom::modality, fmt::format("is {}; --rtstruct needs RTSTRUCT", modality));
  }
  std::map<std::int64_t, Structure> structures = structures_of(file, warnings);
  std::vector<ImageRegion> regions;
  const auto skip = [&](const std::string& name, const std::string& why) {
    warnings.push_back(fmt::format("{}: \"{}\" {}; it is left out", path.string(), name, why));
  };
  for (const DicomObject& roi : file.items(dicom::structure_contours)) {
    const std::int64_t number = roi.required_whole(dicom::structure_referenced);
    const auto found = structures.find(number);
    if (found == structures.end()) {
      roi.fail(dicom::structure_referenced,
               fmt::format("{} is in no item of {}", number, to_string(dicom::structures)));
    }
    const Structure structure = found->second;
    structures.erase(found);
    if (!wanted(structure.name)) continue;
    std::map<std::string, int> others;
    std::vector<PlanarContour> contours = closed_contours(roi, structure.name, grid, others);
    for (const auto& [type, count] : others) {
      warnings.push_back(fmt::format("{}: \"{}\" has {} x {}, which enclose nothing", path.string(),
                                     structure.name, count, type));
    }
    if (contours.empty()) {
      skip(structure.name, "has no closed contour");
      continue;
    }
    ContourMask drawn = drawn_mask(roi, structure.name, grid, std::move(contours), gaps);
    for (const std::string& warning : drawn.warnings) {
      warnings.push_back(fmt::format("{}: \"{}\": {}", path.string(), structure.name, warning));
    }
    regions.push_back(
        {structure.name, std::move(drawn.mask), drawn.contour_mL, "RTSTRUCT", structure.frame});
  }
  for (const auto& [number, structure] : structures) {
    if (wanted(structure.name)) skip(structure.name, "has no contours");
  }
  return regions;
}

}  // namespace yttria
