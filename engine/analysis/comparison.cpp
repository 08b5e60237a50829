// SPDX-License-Identifier: Apache-2.0
#include "engine/analysis/comparison.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <utility>
#include <variant>

#include "engine/error.hpp"

namespace yttria {

namespace {

constexpr float nan = std::numeric_limits<float>::quiet_NaN();

/// A fact of the making of a dose, as text; empty: not said.
std::string fact(const DoseMap& map, const char* name) {
  if (map.run) {
    const std::string wanted = name;
    if (wanted == "case_digest") return map.run->identity.case_digest;
    if (wanted == "preset") return map.run->identity.preset;
    if (wanted == "total_decays") return fmt::format("{:.9g}", map.run->total_decays);
  }
  for (const auto& [key, value] : map.provenance) {
    if (key != name || key == "preset") continue;  // a kernel's preset is no method of the dose
    if (const auto* const text = std::get_if<std::string>(&value)) return *text;
    if (const auto* const number = std::get_if<double>(&value)) {
      return fmt::format("{:.9g}", *number);
    }
  }
  return {};
}

/// Differences that are none of method or noise, where both files say what they are of.
void warn_of_source(const DoseMap& reference, const DoseMap& test,
                    std::vector<std::string>& warnings) {
  constexpr std::pair<const char*, const char*> facts[] = {
      {"case_digest", "different cases (case_digest)"},
      {"total_decays", "different numbers of decays (total_decays)"},
      {"preset", "different presets of transport"}};
  for (const auto& [name, what] : facts) {
    const std::string R = fact(reference, name), T = fact(test, name);
    if (R.empty() || T.empty() || R == T) continue;
    warnings.push_back(
        fmt::format("{}: {} has {}, {} has {}", what, reference.file, R, test.file, T));
  }
}

void warn_of_kind(const DoseMap& reference, const DoseMap& test,
                  std::vector<std::string>& warnings) {
  if (reference.dose_to != test.dose_to) {
    warnings.push_back(fmt::format("different quantities: {} holds absorbed dose to {}, {} to {}",
                                   reference.file, reference.dose_to, test.file, test.dose_to));
  }
  warn_of_source(reference, test, warnings);
  for (const DoseMap* map : {&reference, &test}) {
    if (!map->complete) {
      warnings.push_back(map->file +
                         " is partial: its dose is that of the batches done so far, "
                         "for all decays of the case");
    }
  }
}

void warn_of_resampling(const DoseMap& reference, const DoseMap& test,
                        std::vector<std::string>& warnings) {
  warnings.push_back(fmt::format(
      "the grids differ: {} was resampled onto the grid of {} by trilinear interpolation in LPS "
      "space, which smooths it; gamma uses its own grid",
      test.file, reference.file));
}

/// Differences of all compared voxels; returns which are judged.
VoxelMask take_differences(const DoseMap& reference, const ResampledDose& there, Comparison& c) {
  VoxelMask judged(reference.dose_Gy.size(), 0);
  c.local.assign(reference.dose_Gy.size(), nan);
  c.global.assign(reference.dose_Gy.size(), nan);
  const double least_Gy = c.options.gamma.threshold_percent / 100 * c.maximum_Gy;
  for (std::size_t i = 0; i < judged.size(); ++i) {
    const double R = static_cast<double>(reference.dose_Gy[i]);
    const double T = static_cast<double>(there.dose_Gy[i]);
    if (std::isnan(R)) ++c.without_dose;
    if (std::isnan(R) || std::isnan(T)) continue;
    ++c.compared;
    if (c.maximum_Gy > 0) c.global[i] = static_cast<float>((T - R) / c.maximum_Gy);
    if (!(R > 0)) continue;
    c.local[i] = static_cast<float>((T - R) / R);
    judged[i] = R >= least_Gy ? 1 : 0;
    c.judged += judged[i];
  }
  return judged;
}

Agreement judged_agreement(const DoseMap& reference, const ResampledDose& there,
                           const VoxelMask& judged) {
  std::vector<float> R, T;
  for (std::size_t i = 0; i < judged.size(); ++i) {
    if (judged[i] == 0) continue;
    R.push_back(reference.dose_Gy[i]);
    T.push_back(there.dose_Gy[i]);
  }
  return agreement(R, T);
}

void take_z(const DoseMap& reference, const DoseMap& test, const VoxelMask& judged, Comparison& c) {
  const std::string shared = shared_noise(reference, test);
  if (!shared.empty()) {
    c.warnings.push_back(shared +
                         ": their noise is not independent, and combined uncertainties "
                         "are upper limits; use another --seed to compare");
  }
  if (!c.same_grid) {
    c.no_z = "the test was resampled, and interpolation changes the noise";
  } else if (!shared.empty()) {
    c.no_z = shared;
  } else {
    c.z = z_map(reference, test);
    c.z_scores = z_scores(c.z, judged);
    if (c.z_scores->voxels > 0) return;
    c.no_z = "no judged voxel has an uncertainty in both files";
    c.z.clear();
    c.z_scores.reset();
  }
}

void take_regions(const DoseMap& reference, const DoseMap& test, const ResampledDose& there,
                  Comparison& c) {
  std::vector<std::size_t> chosen;
  for (const std::string& name : c.options.rois) chosen.push_back(roi_named(reference, name));
  if (c.options.rois.empty()) {
    for (std::size_t i = 0; i < reference.rois.size(); ++i) chosen.push_back(i);
  }
  const RoiComparer comparer(reference, test, there);
  for (const std::size_t roi : chosen) c.rois.push_back(comparer.compare(roi));
}

}  // namespace

Comparison compare(const DoseMap& reference, const DoseMap& test,
                   const ComparisonOptions& options) {
  for (const std::string& name : options.rois) roi_named(reference, name);  // before long work
  Comparison c;
  c.reference = reference.file;
  c.test = test.file;
  c.grid = reference.grid;
  c.options = options;
  c.voxels = reference.grid.voxels();
  c.maximum_Gy = maximum_dose_Gy(reference);
  warn_of_kind(reference, test, c.warnings);

  const ResampledDose there = resample(test, reference);
  c.same_grid = there.same_grid;
  c.outside = there.outside;
  c.test_without = there.without_mass;
  if (!c.same_grid) warn_of_resampling(reference, test, c.warnings);
  const VoxelMask judged = take_differences(reference, there, c);
  if (c.compared == 0) {
    throw InputError(
        fmt::format("{} and {}: no voxel has a dose in both; compare doses of the same place",
                    c.reference, c.test));
  }
  c.local_distribution = distribution(c.local, judged);
  c.global_distribution = distribution(c.global, judged);
  c.agreement = judged_agreement(reference, there, judged);
  take_z(reference, test, judged, c);
  for (const GammaCriterion& criterion : options.criteria) {
    c.gamma.push_back(gamma_index(reference, test, there, criterion, options.gamma));
  }
  take_regions(reference, test, there, c);
  return c;
}

}  // namespace yttria
