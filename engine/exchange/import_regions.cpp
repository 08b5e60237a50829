// SPDX-License-Identifier: Apache-2.0
#include "engine/exchange/import_regions.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <set>

#include "engine/error.hpp"
#include "engine/exchange/dicom_ct.hpp"
#include "engine/exchange/dicom_object.hpp"
#include "engine/exchange/dicom_rtstruct.hpp"
#include "engine/exchange/dicom_seg.hpp"
#include "engine/exchange/name_pattern.hpp"

namespace yttria {

namespace {

constexpr double noted_difference = 0.02;  // of a region's volume

/// Says which regions of the files are wanted, and afterwards whether every pattern fitted one.
class WantedRegions {
 public:
  explicit WantedRegions(const std::vector<std::string>& patterns) : patterns_(patterns) {}

  bool operator()(const std::string& name) {
    names_.insert(name);
    return patterns_.empty() || std::any_of(patterns_.begin(), patterns_.end(), [&](auto& pattern) {
             return fits_pattern(name, pattern);
           });
  }

  void check(const ImportOptions& options) const {
    for (const std::string& pattern : patterns_) {
      if (!options.rtstruct && !options.seg) {
        throw InputError(
            fmt::format("--roi {} picks from --rtstruct or --seg, and there is neither", pattern));
      }
      if (std::any_of(names_.begin(), names_.end(),
                      [&](const std::string& name) { return fits_pattern(name, pattern); })) {
        continue;
      }
      throw InputError(
          fmt::format("--roi {} fits no region of the files; there are: {}", pattern,
                      names_.empty() ? "none" : fmt::format("{}", fmt::join(names_, ", "))));
    }
  }

 private:
  const std::vector<std::string>& patterns_;
  std::set<std::string> names_;
};

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

/// Contours and segments are drawn on an image, and must say on which: DICOM demands it.
void require_frame(const ImportOptions& options, const std::filesystem::path& path,
                   const ImageRegion& region, const CtImage& ct) {
  if (options.any_frame_of_reference || region.kind == "mask") return;
  const bool own = region.frame_of_reference.empty();
  if (!own && !ct.frame_of_reference.empty()) return;
  const std::string tag = own && region.kind == "RTSTRUCT" ? to_string(dicom::structure_frame)
                                                           : to_string(dicom::frame_of_reference);
  throw InputError(
      fmt::format("{}: \"{}\": {} is missing{}: whether it was drawn on this CT cannot be known; "
                  "if it was, say "
                  "so with --any-frame-of-reference",
                  path.string(), region.name, tag,
                  own ? "" : fmt::format(" in the CT ({})", options.ct.string())));
}

bool differs(double mL, double stated_mL) {
  return std::abs(mL - stated_mL) > noted_difference * stated_mL;
}

/// A warning where the case has less of a region, or more, than its file. The step where the
/// difference arises tells why.
void compare_volumes(const ImageRegion& region, const Roi& roi, const Grid& grid,
                     std::vector<std::string>& warnings) {
  const double in_image = volume_mL(region.mask);
  const double in_grid = volume_within_mL(region.mask, grid);
  const double in_case = static_cast<double>(roi.voxels()) * grid.voxel_volume_cm3();
  const char* why = nullptr;
  if (differs(in_image, region.stated_mL)) {
    why = "it reaches beyond the image or is small beside its voxels";
  } else if (differs(in_grid, region.stated_mL)) {
    why = "the edge of the case (of the CT, of --crop or --grid activity) cuts it";
  } else if (differs(in_case, region.stated_mL)) {
    why =
        "its surface cuts voxels of the case, which are in it or not as a whole, and is much of it "
        "(it is small or thin); --grid with smaller voxels follows it";
  }
  if (why != nullptr) {
    warnings.push_back(fmt::format(
        "region \"{}\" has {:.4g} mL by its {}, {:.4g} mL of it in the image, {:.4g} mL "
        "within the case, {:.4g} mL in whole voxels: {}",
        region.name, region.stated_mL, region.kind == "RTSTRUCT" ? "contours" : "image", in_image,
        in_grid, in_case, why));
  }
  if (roi.runs.empty()) {
    warnings.push_back(fmt::format(
        "region \"{}\" ({:.4g} mL) fills more than half of no voxel of the case: it is left out",
        region.name, region.stated_mL));
  }
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
  WantedRegions wanted(options.wanted);
  std::vector<ImageRegion> regions;
  const auto append = [&](std::vector<ImageRegion> more, const std::filesystem::path& path) {
    for (ImageRegion& region : more) {
      require_frame(options, path, region, ct);
      check_frame(options, path.string() + ": \"" + region.name + "\"", region.frame_of_reference,
                  ct);
      regions.push_back(std::move(region));
    }
  };
  if (options.rtstruct) {
    append(read_rtstruct(*options.rtstruct, ct.hu.grid, std::ref(wanted), warnings,
                         options.contour_gaps),
           *options.rtstruct);
  }
  if (options.seg) append(read_seg(*options.seg, std::ref(wanted), warnings), *options.seg);
  wanted.check(options);
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
    compare_volumes(region, roi, grid, warnings);
    if (!roi.runs.empty()) rois.push_back(std::move(roi));
  }
  std::sort(rois.begin(), rois.end(), [](const Roi& a, const Roi& b) { return a.name < b.name; });
  return rois;
}

}  // namespace yttria
