// SPDX-License-Identifier: Apache-2.0
#include "engine/exchange/import_case.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <set>

#include "engine/analysis/grid_map.hpp"
#include "engine/case/case_file.hpp"
#include "engine/error.hpp"
#include "engine/exchange/body_mask.hpp"
#include "engine/exchange/case_grid.hpp"
#include "engine/exchange/decay_timing.hpp"
#include "engine/exchange/dicom_ct.hpp"
#include "engine/exchange/dicom_emission.hpp"
#include "engine/exchange/file_names.hpp"
#include "engine/exchange/import_activity.hpp"
#include "engine/exchange/import_identity.hpp"
#include "engine/exchange/import_medium.hpp"
#include "engine/exchange/import_regions.hpp"
#include "engine/exchange/name_pattern.hpp"
#include "engine/exchange/shunted_lungs.hpp"
#include "engine/physics/nuclide.hpp"
#include "engine/version.hpp"

namespace yttria {

namespace {

void append(std::vector<std::string>& to, const std::vector<std::string>& more) {
  to.insert(to.end(), more.begin(), more.end());
}

CtImage read_ct(const ImportOptions& options, std::vector<std::string>& warnings) {
  if (options.format == ImageFormat::dicom) {
    return read_dicom_ct(options.ct, options.ct_series, options.identifiers);
  }
  PlainImage image = read_plain_image(options.ct, options.orientation);
  append(warnings, image.warnings);
  image.record.name = "ct";
  return {std::move(image.values), "", std::move(image.record)};
}

/// Values of a file that says nothing about them: everything is by choice.
EmissionImage read_plain_emission(const ImportOptions& options) {
  const EmissionChoice& choice = options.emission;
  PlainImage image = read_plain_image(*options.activity, options.orientation);
  EmissionImage emission{std::move(image.values), EmissionUnit::relative, "",
                         std::move(image.record), image.warnings};
  emission.record.name = "activity";
  if (choice.self_calibrated) return emission;
  const std::string where = options.activity->string();
  if (!choice.unit || !choice.correction) {
    throw InputError(where +
                     ": the file does not say what its values are; give --units Bq/mL|Bq with "
                     "--decay-correction none|start|administration, or --total-activity GBQ to "
                     "use the distribution alone");
  }
  DecayTiming timing;
  timing.correction = *choice.correction;
  timing.half_life_s = nuclide(choice.nuclide).half_life_h * 3600;
  if (timing.correction == DecayCorrection::administration) {
    if (choice.administered || choice.imaged) {
      throw InputError(where +
                       ": --administered and --imaged cannot count with --decay-correction "
                       "administration; leave them out");
    }
  } else {
    if (!choice.administered || !choice.imaged) {
      throw InputError(where +
                       ": --decay-correction none and start need --administered and --imaged");
    }
    timing.administered = *choice.administered;
    timing.imaged = *choice.imaged;
    check_order(where, timing.administered, timing.imaged);
  }
  emission.unit = *choice.unit;
  const double factor = timing.factor(timing.imaged, 0);
  for (float& value : emission.values.values) {
    value = static_cast<float>(factor * static_cast<double>(value));
  }
  emission.record.add("units", to_string(emission.unit));
  add_timing(emission.record, timing);
  return emission;
}

EmissionImage read_emission(const ImportOptions& options) {
  if (options.format == ImageFormat::dicom) {
    return read_dicom_emission(*options.activity, options.emission);
  }
  return read_plain_emission(options);
}

/// Whether an image is another one by this choice of orientation. One that cannot be read says why
/// when it is read.
bool choice_counts(const std::filesystem::path& path, OrientationChoice choice) {
  const PlainImage chosen = read_plain_image(path, choice);
  try {
    const PlainImage plain = read_plain_image(path, OrientationChoice::must_agree);
    return !same_grid(plain.values.grid, chosen.values.grid) ||
           plain.values.values != chosen.values.values;
  } catch (const InputError&) {
    return true;
  }
}

void check_orientation_counts(const ImportOptions& options) {
  if (options.orientation == OrientationChoice::must_agree) return;
  std::vector<std::filesystem::path> paths{options.ct};
  if (options.activity) paths.push_back(*options.activity);
  for (const auto& [name, path] : options.masks) paths.push_back(path);
  const bool counts = std::any_of(paths.begin(), paths.end(), [&](const auto& path) {
    return choice_counts(path, options.orientation);
  });
  if (counts) return;
  throw InputError(
      "--orientation has no effect: no image has two orientations that disagree and one of that "
      "kind (sform and qform of NIfTI; matrix and anatomical of MetaImage); leave it out");
}

Grid case_grid(const ImportOptions& options, const CtImage& ct,
               const std::optional<EmissionImage>& emission, const std::optional<ShareMask>& body) {
  Grid within = ct.hu.grid;
  if (options.crop_mm) {
    if (!body) throw InputError("--crop needs --body NAME or --body auto");
    within = cropped(ct.hu.grid, box_of(*body, *options.crop_mm));
  }
  if (const auto* spacing = std::get_if<std::array<double, 3>>(&options.grid)) {
    return respaced(within, *spacing);
  }
  if (std::get<ImageGrid>(options.grid) == ImageGrid::ct) return within;
  if (!emission) throw InputError("--grid activity needs --activity");
  const std::string where = options.ct.string() + " and " + options.activity->string();
  return overlapping_part(where, emission->values.grid, within);
}

/// What became of each region: volumes, mass, activity.
Record regions_record(const std::vector<ImageRegion>& regions, const Case& problem,
                      double decays_per_GBq) {
  Record record{"regions"};
  const double voxel_mL = problem.grid.voxel_volume_cm3();
  for (const Roi& roi : problem.rois) {
    Record part{roi.name};
    const auto region = std::find_if(regions.begin(), regions.end(),
                                     [&](const ImageRegion& r) { return r.name == roi.name; });
    double mass_g = 0, decays = 0;
    for (const VoxelRun& run : roi.runs) {
      for (auto i = static_cast<std::size_t>(run.first); i < static_cast<std::size_t>(run.last);
           ++i) {
        mass_g += static_cast<double>(problem.density_g_cm3[i]) * voxel_mL;
        decays += static_cast<double>(problem.source.map_decays[i]);
      }
    }
    part.add("role", to_string(roi.role));
    part.add("from", region->kind);
    part.add("stated_mL", region->stated_mL);
    part.add("image_mL", volume_mL(region->mask));
    part.add("case_mL", static_cast<double>(roi.voxels()) * voxel_mL);
    part.add("mass_g", mass_g);
    part.add("activity_GBq", decays / decays_per_GBq);
    record.parts.push_back(std::move(part));
  }
  return record;
}

/// Of patterns the first that fits counts. One that comes too late for all it fits does nothing.
void check_roles_count(const ImportOptions& options, const std::vector<ImageRegion>& regions) {
  std::set<std::string> counting, late;
  for (const ImageRegion& region : regions) {
    bool first = true;
    for (const auto& [pattern, role] : options.roles) {
      if (!fits_pattern(region.name, pattern)) continue;
      (first ? counting : late).insert(pattern);
      first = false;
    }
  }
  for (const std::string& pattern : late) {
    if (counting.contains(pattern)) continue;
    throw InputError(fmt::format(
        "--role {}: has no effect: all regions that it fits have a role by a --role before it; put "
        "it before that, or leave it out",
        pattern));
  }
}

/// The region that --body auto and --lungs ct make.
void add_made_regions(const ImportOptions& options, const CtImage& ct,
                      const std::optional<ShareMask>& body, std::vector<ImageRegion>& regions) {
  const auto add = [&](const std::string& name, ShareMask mask, RoiRole role) {
    for (const ImageRegion& region : regions) {
      if (region.name == name) {
        throw InputError(
            fmt::format("the files have a region \"{}\" already; use it (--body {}, --lungs "
                        "{}) instead of one made from the CT",
                        name, name, name));
      }
    }
    const double made_mL = volume_mL(mask);
    regions.push_back({name, std::move(mask), made_mL, "CT", "", role});
  };
  if (options.body == "auto") add("body", *body, RoiRole::other);
  if (options.calibration.lungs == "ct") {
    if (!body) throw InputError("--lungs ct needs --body NAME or --body auto");
    ShareMask lungs = lungs_of_ct(ct.hu, *body);
    if (!(volume_mL(lungs) > 0)) {
      throw InputError(fmt::format(
          "{}: --lungs ct: the CT shows no lungs, no 50 mL that hang together between -950 and "
          "-400 HU in "
          "the body; give --lungs NAME, or --lungs outside when the CT does not hold them",
          options.ct.string()));
    }
    add("lungs", std::move(lungs), RoiRole::lung);
  }
}

}  // namespace

ImportedCase import_case(const ImportOptions& options, std::vector<std::string>& warnings) {
  check_activity_options(options);
  check_orientation_counts(options);
  ImportedCase imported;
  Case& problem = imported.problem;
  Record& record = imported.record;
  record.name = "imports";
  record.add("program", std::string("yttria ") + version());
  if (options.contour_gaps) {
    record.add("contour_gaps", options.contour_gaps == ContourGaps::bridge ? "bridge" : "leave");
  }

  CtImage ct = read_ct(options, warnings);
  append(warnings, ct.warnings);
  std::optional<EmissionImage> emission;
  if (options.activity) {
    emission = read_emission(options);
    append(warnings, emission->warnings);
  }
  const bool dicom = options.format == ImageFormat::dicom;
  if (dicom) check_patients(options, ct, emission, warnings);
  if (emission) {
    check_frame(options, options.activity->string(), emission->frame_of_reference, ct);
  }
  std::vector<ImageRegion> regions = read_regions(options, ct, warnings);
  if (dicom) warn_of_missing_frames(options, ct, emission, regions, warnings);
  const std::optional<ShareMask> body = body_mask(options, ct, regions);
  add_made_regions(options, ct, body, regions);
  check_roles_count(options, regions);

  problem.grid = case_grid(options, ct, emission, body);
  record.parts.push_back(ct.record);
  if (emission) record.parts.push_back(emission->record);
  Record grid{"grid"};
  add_geometry(grid, problem.grid);
  if (options.crop_mm) grid.add("crop_margin_mm", *options.crop_mm);
  record.parts.push_back(std::move(grid));

  fill_medium(options, ct, regions, body, problem, record, warnings);
  problem.rois = regions_on_grid(options, regions, problem.grid, warnings);
  std::optional<std::vector<VoxelRun>> body_runs;
  if (body) body_runs = resample_mask(*body, problem.grid);
  fill_activity(options, emission, body_runs, problem, record, warnings);
  tell_shunted_lungs(options, ct, regions, problem, record, warnings);
  const std::vector<float>& decays = problem.source.map_decays;
  if (!std::all_of(decays.begin(), decays.end(),
                   [](float value) { return std::isfinite(value); })) {
    throw InputError(fmt::format(
        "{}: a voxel has more decays than can be stored; are its values and units right?",
        options.activity ? options.activity->string() : std::string("--total-activity")));
  }
  if (std::none_of(decays.begin(), decays.end(), [](float value) { return value > 0; })) {
    throw InputError(fmt::format(
        "{}: no activity lies within the case; do the images cover the same part of the body, and "
        "does --body hold it?",
        options.activity ? options.activity->string() : std::string("--uptake")));
  }
  const double decays_per_GBq =
      1e9 * 3600 * nuclide(problem.source.nuclide).half_life_h / std::numbers::ln2;
  record.parts.push_back(regions_record(regions, problem, decays_per_GBq));
  problem.digest = case_digest(problem);
  record.add("warnings", without_file_names(warnings, options));
  return imported;
}

void write_imported_case(const std::filesystem::path& path, const ImportedCase& imported,
                         bool replace) {
  write_case(path, imported.problem, replace, [&](hdf5::OutputGroup& root) {
    hdf5::OutputGroup group = root.group(imported.record.name);
    write_record(group, imported.record);
  });
}

}  // namespace yttria
