// SPDX-License-Identifier: Apache-2.0
#include "engine/case/roi_reader.hpp"

#include <fmt/format.h>

#include <stdexcept>

#include "engine/case/grid_file.hpp"
#include "engine/case/slabs.hpp"

namespace yttria {

namespace {

constexpr const char* roles = "tumour, normal_liver, lung or other";

Roi read_roi(const hdf5::Dataset& mask, const std::string& name, const Grid& grid) {
  mask.require_type({"u1"});
  mask.require_shape(volume_shape(grid), "the grid of voxels");
  Roi roi{name, RoiRole::other, {}};
  read_role(mask, roi);
  std::int64_t begin = -1;  // first voxel of the run under way
  for_each_slab<std::uint8_t>(
      mask, [&](const std::uint8_t* values, std::int64_t count, std::int64_t first) {
        for (std::int64_t i = 0; i < count; ++i) {
          const bool inside = values[i] != 0;
          if (inside == (begin >= 0)) continue;
          if (inside) {
            begin = first + i;
          } else {
            roi.runs.push_back({begin, first + i});
            begin = -1;
          }
        }
      });
  if (begin >= 0) roi.runs.push_back({begin, grid.voxels()});
  if (roi.runs.empty()) mask.fail("is 0 everywhere; remove it or correct the mask");
  return roi;
}

}  // namespace

void read_role(const hdf5::Object& object, Roi& roi) {
  if (!object.has_attribute("role")) {
    object.fail(fmt::format("has no attribute \"role\"; set it to {}", roles));
  }
  const std::string word = object.text("role");
  try {
    roi.role = roi_role_from(word);
  } catch (const std::invalid_argument&) {
    object.fail(fmt::format("role \"{}\" is not known; use {}", word, roles));
  }
}

std::vector<Roi> read_rois(const hdf5::Group& root, const Grid& grid, Problems& problems) {
  std::vector<Roi> rois;
  if (!root.has("roi")) return rois;
  const hdf5::Group group = root.group("roi");
  for (const std::string& name : group.names()) {
    problems.attempt([&] { rois.push_back(read_roi(group.dataset(name), name, grid)); });
  }
  return rois;
}

}  // namespace yttria
