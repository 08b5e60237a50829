// SPDX-License-Identifier: Apache-2.0
#include "engine/exchange/import_regions.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "engine/error.hpp"
#include "engine/exchange/dicom_ct.hpp"
#include "engine/exchange/dicom_rtstruct.hpp"
#include "engine/exchange/dicom_seg.hpp"
#include "engine/exchange/name_pattern.hpp"

namespace yttria {

namespace {

ImageRegion read_mask(const ImportOptions& options, const std::string& name,
                      const std::filesystem::path& path, std::vector<std::string>& warnings) {
  if (options.format == ImageFormat::dicom) return read_dicom_mask(name, path);
  PlainImage image = read_plain_image(path, options.orientation);
  warnings.insert(warnings.end(), image.warnings.begin(), image.warnings.end());
  ImageRegion region{name, {image.values.grid, {}}, 0, "mask", ""};
  region.mask.values.resize(image.values.values.size());
  for (std::size_t i = 0; i < region.mask.values.size(); ++i) {
    if (!std::isfinite(image.values.values[i])) {
      throw InputError(fmt::format(
          "{}: voxel {} is not a finite number; a mask has 0 outside and other numbers inside",
          path.string(), i));
    }
    region.mask.values[i] = image.values.values[i] != 0 ? 255 : 0;
  }
  region.stated_mL = volume_mL(region.mask);
  return region;
}

/// "/" separates groups in a file, "." is the group itself.
std::string name_for_file(std::string name) {
  std::replace(name.begin(), name.end(), '/', '-');
  return name == "." ? "-" : name;
}

void make_names_differ(std::vector<ImageRegion>& regions, std::vector<std::string>& warnings) {
  std::set<std::string> taken;
  for (ImageRegion& region : regions) {
    std::string name = name_for_file(region.name);
    for (int copy = 2; !taken.insert(name).second; ++copy) {
      name = fmt::format("{} ({})", name_for_file(region.name), copy);
    }
    if (name != region.name) {
      warnings.push_back(
          fmt::format("region \"{}\" of the {} is called \"{}\"", region.name, region.kind, name));
      region.name = name;
    }
  }
}

void check_roles(const ImportOptions& options, const std::vector<ImageRegion>& regions) {
  for (const auto& [pattern, role] : options.roles) {
    const bool fits = std::any_of(regions.begin(), regions.end(), [&, &wanted = pattern](auto& r) {
      return fits_pattern(r.name, wanted);
    });
    if (!fits) region_named(regions, pattern, "--role");
  }
}

RoiRole role_of(const ImportOptions& options, const ImageRegion& region) {
  for (const auto& [pattern, role] : options.roles) {
    if (fits_pattern(region.name, pattern)) return role;
  }
  return region.role.value_or(RoiRole::other);
}

}  // namespace

void check_frame(const ImportOptions& options, const std::string& what, const std::string& frame,
                 const CtImage& ct) {
  if (options.any_frame_of_reference || frame.empty() || ct.frame_of_reference.empty()) return;
  if (frame == ct.frame_of_reference) return;
  throw InputError(
      fmt::format("{}: its frame of reference is not that of the CT ({}): positions cannot "
                  "be compared; register the images, or say with "
                  "--any-frame-of-reference that they are",
                  what, options.ct.string()));
}

const ImageRegion& region_named(const std::vector<ImageRegion>& regions, const std::string& name,
                                const std::string& flag) {
  std::string known;
  for (const ImageRegion& region : regions) {
    if (region.name == name) return region;
    known += (known.empty() ? "" : ", ") + region.name;
  }
  throw InputError(fmt::format("{} {}: there is no such region; there are: {}", flag, name,
                               known.empty() ? "none" : known));
}

std::vector<ImageRegion> read_regions(const ImportOptions& options, const CtImage& ct,
                                      std::vector<std::string>& warnings) {
  const auto wanted = [&](const std::string& name) {
    return options.wanted.empty() ||
           std::any_of(options.wanted.begin(), options.wanted.end(),
                       [&](const std::string& pattern) { return fits_pattern(name, pattern); });
  };
  std::vector<ImageRegion> regions;
  const auto append = [&](std::vector<ImageRegion> more, const std::filesystem::path& path) {
    for (ImageRegion& region : more) {
      check_frame(options, path.string() + ": \"" + region.name + "\"", region.frame_of_reference,
                  ct);
      regions.push_back(std::move(region));
    }
  };
  if (options.rtstruct) {
    append(read_rtstruct(*options.rtstruct, ct.hu.grid, wanted, warnings), *options.rtstruct);
  }
  if (options.seg) append(read_seg(*options.seg, wanted), *options.seg);
  for (const auto& [name, path] : options.masks) {
    append({read_mask(options, name, path, warnings)}, path);
  }
  make_names_differ(regions, warnings);
  return regions;
}

std::vector<Roi> regions_on_grid(const ImportOptions& options,
                                 const std::vector<ImageRegion>& regions, const Grid& grid,
                                 std::vector<std::string>& warnings) {
  check_roles(options, regions);
  std::vector<Roi> rois;
  for (const ImageRegion& region : regions) {
    Roi roi{region.name, role_of(options, region), resample_mask(region.mask, grid)};
    if (roi.runs.empty()) {
      warnings.push_back(
          fmt::format("region \"{}\" ({:.4g} mL) fills half of no voxel of the case: it is "
                      "left out",
                      region.name, region.stated_mL));
      continue;
    }
    rois.push_back(std::move(roi));
  }
  std::sort(rois.begin(), rois.end(), [](const Roi& a, const Roi& b) { return a.name < b.name; });
  return rois;
}

}  // namespace yttria
