// SPDX-License-Identifier: Apache-2.0
#include "engine/exchange/contour_mask.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <optional>

#include "engine/error.hpp"
#include "engine/exchange/contour_overlap.hpp"

namespace yttria {

namespace {

constexpr int lines_per_row = 8;
constexpr double same_plane = 0.02;     // slices
constexpr double widest_step = 1.5;     // slices; contours further apart have a gap between them
constexpr std::size_t places_told = 8;  // of a kind

struct Slab {
  double z, low, high;  // slices
  PlaneContours contours;
  double enclosed = 0;  // voxel faces, once reviewed
};

/// "slices 2.00 and 5.00 (6 and 15 mm)": positions are along the normal, for axial slices z.
std::string place_of(const Grid& grid, const std::vector<double>& slices, const char* joint) {
  std::vector<std::string> indices, millimetres;
  for (const double slice : slices) {
    double position = slice * grid.spacing_mm[2];
    for (std::size_t k = 0; k < 3; ++k) position += grid.direction[3 * k + 2] * grid.origin_mm[k];
    indices.push_back(fmt::format("{:.2f}", slice));
    millimetres.push_back(fmt::format("{:.7g}", position));
  }
  return fmt::format("slice{} {} ({} mm)", slices.size() > 1 ? "s" : "", fmt::join(indices, joint),
                     fmt::join(millimetres, joint));
}

std::string listed(std::vector<std::string> places) {
  const std::size_t more = places.size() > places_told ? places.size() - places_told : 0;
  places.resize(places.size() - more);
  return fmt::format("{}{}", fmt::join(places, ", "),
                     more > 0 ? fmt::format(" and {} more", more) : "");
}

/// The planes there are, with the contours of each.
std::vector<Slab> planes_of(std::vector<PlanarContour>& contours) {
  std::stable_sort(contours.begin(), contours.end(),
                   [](const PlanarContour& a, const PlanarContour& b) { return a.z < b.z; });
  std::vector<Slab> planes;
  for (const PlanarContour& contour : contours) {
    if (planes.empty() || contour.z - planes.back().z > same_plane) {
      planes.push_back({contour.z, 0, 0, {}});
    }
    planes.back().contours.push_back(&contour);
  }
  return planes;
}

/// InputError where a region was drawn on every second or third slice: left as they are, its planes
/// are stripes of a half or a third of its volume, and to bridge them is a guess.
void refuse_mostly_gaps(const std::vector<Slab>& planes, const Grid& grid) {
  std::vector<double> wide;
  for (std::size_t i = 0; i + 1 < planes.size(); ++i) {
    const double step = planes[i + 1].z - planes[i].z;
    if (step > widest_step) wide.push_back(step);
  }
  if (2 * wide.size() + 1 <= planes.size()) return;  // half of the steps or fewer
  const auto middle = wide.begin() + static_cast<std::ptrdiff_t>(wide.size() / 2);
  std::nth_element(wide.begin(), middle, wide.end());
  const double slice_mm = grid.spacing_mm[2];
  throw InputError(
      fmt::format("its contours are {:.4g} mm apart (so or about so in {} of {} steps), the slices "
                  "of the CT {:.4g} mm: is there something of it between them? say so with "
                  "--contour-gaps bridge (each contour reaches halfway to the next) or leave (half "
                  "a slice on each side), or draw the missing contours",
                  *middle * slice_mm, wide.size(), planes.size() - 1, slice_mm));
}

const char* told_of_gaps(std::optional<ContourGaps> chosen) {
  if (chosen == ContourGaps::bridge) {
    return "by --contour-gaps bridge each contour reaches halfway to the next there";
  }
  if (chosen == ContourGaps::leave) {
    return "by --contour-gaps leave nothing is filled in, a contour holds half a slice there";
  }
  return "nothing is filled in, a contour holds half a slice there; interpolate them where they "
         "were drawn, or fill in with --contour-gaps bridge";
}

/// Gives planes their thickness. Gaps are told of together: there can be many.
void thicken(std::vector<Slab>& planes, std::optional<ContourGaps> chosen, const Grid& grid,
             std::vector<std::string>& warnings) {
  std::vector<std::string> gaps;
  const auto half_step = [&](std::size_t lower) -> std::optional<double> {
    if (lower + 1 >= planes.size()) return {};
    const double step = planes[lower + 1].z - planes[lower].z;
    if (step > widest_step) {
      gaps.push_back(place_of(grid, {planes[lower].z, planes[lower + 1].z}, " and "));
      if (chosen != ContourGaps::bridge) return {};
    }
    return step / 2;
  };
  std::optional<double> below;
  for (std::size_t i = 0; i < planes.size(); ++i) {
    const std::optional<double> above = half_step(i);
    planes[i].low = planes[i].z - below.value_or(std::min(0.5, above.value_or(0.5)));
    planes[i].high = planes[i].z + above.value_or(std::min(0.5, below.value_or(0.5)));
    below = above;
  }
  if (gaps.empty()) return;
  warnings.push_back(
      fmt::format("contours are missing between {}: {}", listed(gaps), told_of_gaps(chosen)));
}

/// Adds `weight` times what [from, to] along x covers of each voxel of a row.
void cover(double from, double to, double weight, float* row, std::int64_t voxels) {
  from = std::max(from, -0.5);
  to = std::min(to, static_cast<double>(voxels) - 0.5);
  if (!(from < to)) return;
  const auto first = static_cast<std::int64_t>(std::floor(from + 0.5));
  const auto last = std::min(voxels - 1, static_cast<std::int64_t>(std::floor(to + 0.5)));
  for (std::int64_t x = first; x <= last; ++x) {
    const double low = std::max(from, static_cast<double>(x) - 0.5);
    const double high = std::min(to, static_cast<double>(x) + 0.5);
    row[x] += static_cast<float>(weight * (high - low));
  }
}

/// Adds `weight` times the share of each voxel of a slice that the contours of a plane enclose.
void cover_plane(const PlaneContours& contours, double weight, const Grid& grid,
                 std::vector<float>& slice) {
  std::vector<double> borders;
  for (std::int64_t i = 0; i <= lines_per_row * grid.shape[1]; ++i) {
    borders.push_back(static_cast<double>(i) / lines_per_row - 0.5);
  }
  for_each_line(contours, std::move(borders), [&](const ContourLine& line) {
    const double row = std::floor(line.y + 0.5);
    if (row < 0 || row >= static_cast<double>(grid.shape[1])) return;
    float* voxels = slice.data() + static_cast<std::int64_t>(row) * grid.shape[0];
    for (std::size_t i = 0; i + 1 < line.crossings.size(); i += 2) {
      cover(line.crossings[i].x, line.crossings[i + 1].x, weight * line.height, voxels,
            grid.shape[0]);
    }
  });
}

/// Takes out contours that are there twice, and tells in which planes something is doubtful.
void review(std::vector<Slab>& planes, const Grid& grid, std::vector<std::string>& warnings) {
  std::vector<std::string> twice, partly, itself;
  for (Slab& plane : planes) {
    const PlaneDoubts doubts = doubts_about(plane.contours);
    plane.enclosed = doubts.enclosed;
    const std::string place = place_of(grid, {plane.z}, "");
    if (doubts.twice) twice.push_back(place);
    if (doubts.partly) partly.push_back(place);
    if (doubts.itself) itself.push_back(place);
  }
  const auto tell = [&](const std::vector<std::string>& places, const char* what) {
    if (!places.empty()) warnings.push_back(fmt::format("{}: {}", what, listed(places)));
  };
  tell(twice, "the same contour is there more than once and counts once");
  tell(partly, "contours overlap in part, and what two of them enclose counts as outside");
  tell(itself, "a contour crosses itself, and what it goes round twice counts as outside");
}

}  // namespace

ContourMask mask_of_contours(const Grid& grid, std::vector<PlanarContour> contours,
                             std::optional<ContourGaps> gaps) {
  ContourMask result;
  result.mask.grid = grid;
  result.mask.values.assign(static_cast<std::size_t>(grid.voxels()), 0);
  std::vector<Slab> slabs = planes_of(contours);
  if (!gaps) refuse_mostly_gaps(slabs, grid);
  thicken(slabs, gaps, grid, result.warnings);
  review(slabs, grid, result.warnings);
  for (const Slab& slab : slabs) {
    result.contour_mL += slab.enclosed * (slab.high - slab.low) * grid.voxel_volume_cm3();
  }
  const std::int64_t plane = grid.shape[0] * grid.shape[1];
  std::vector<float> slice;
  for (std::int64_t z = 0; z < grid.shape[2]; ++z) {
    slice.assign(static_cast<std::size_t>(plane), 0);
    bool touched = false;
    for (const Slab& slab : slabs) {
      const double k = static_cast<double>(z);
      const double shared = std::min(slab.high, k + 0.5) - std::max(slab.low, k - 0.5);
      if (shared <= 1e-9) continue;
      cover_plane(slab.contours, shared, grid, slice);
      touched = true;
    }
    if (!touched) continue;
    for (std::int64_t i = 0; i < plane; ++i) {
      const float share = std::min(1.0f, slice[static_cast<std::size_t>(i)]);
      result.mask.values[static_cast<std::size_t>(z * plane + i)] =
          static_cast<std::uint8_t>(std::lround(255 * share));
    }
  }
  return result;
}

}  // namespace yttria
