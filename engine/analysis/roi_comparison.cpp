// SPDX-License-Identifier: Apache-2.0
#include "engine/analysis/roi_comparison.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>

#include "engine/result/roi_doses.hpp"
#include "engine/result/roi_statistics.hpp"

namespace yttria {

namespace {

/// A map of the voxels that have dose in both, weighed by these masses (empty: by volume).
DoseMap common_map(const DoseMap& reference, const std::vector<float>& dose_Gy,
                   const ResampledDose& there, const std::vector<float>& mass_g) {
  DoseMap map;
  map.grid = reference.grid;
  map.rois = reference.rois;
  map.dose_Gy = dose_Gy;
  map.mass_g = mass_g;
  for (std::size_t i = 0; i < dose_Gy.size(); ++i) {
    if (!std::isnan(reference.dose_Gy[i]) && !std::isnan(there.dose_Gy[i])) continue;
    map.dose_Gy[i] = std::numeric_limits<float>::quiet_NaN();
    if (!map.mass_g.empty()) map.mass_g[i] = 0;
  }
  return map;
}

/// How the voxels of a region are paired.
struct Pairing {
  std::vector<float> reference_Gy, test_Gy;  // voxels with dose in both
  bool complete = true;                      // no voxel has a dose in one file only

  Pairing(const Roi& roi, const DoseMap& reference, const ResampledDose& there) {
    for (const VoxelRun& run : roi.runs) {
      for (std::int64_t voxel = run.first; voxel < run.last; ++voxel) {
        const auto i = static_cast<std::size_t>(voxel);
        const float R = reference.dose_Gy[i], T = there.dose_Gy[i];
        if (std::isnan(R) != std::isnan(T)) complete = false;
        if (std::isnan(R) || std::isnan(T)) continue;
        reference_Gy.push_back(R);
        test_Gy.push_back(T);
      }
    }
  }
};

/// The test's region with exactly these voxels, of this name if there are several.
std::optional<std::size_t> same_region(const DoseMap& test, const Roi& roi) {
  std::optional<std::size_t> found;
  for (std::size_t i = 0; i < test.rois.size(); ++i) {
    if (test.rois[i].runs != roi.runs) continue;
    if (!found || test.rois[i].name == roi.name) found = i;
  }
  return found;
}

/// Of a file without batches, which has no noise that could be told from its dose.
bool without_batches(const Estimate& e) {
  return std::isnan(e.noise_bias);
}

double combined(const Estimate& a, const Estimate& b) {
  if (without_batches(a)) return b.sigma;
  return without_batches(b) ? a.sigma : std::hypot(a.sigma, b.sigma);
}

double bias(const Estimate& e) {
  return without_batches(e) ? 0 : e.noise_bias;
}

Estimate mean(const RoiStatistics& s) {
  const double none = without_batches(s.D50) ? s.D50.noise_bias : 0;
  return {s.mean_Gy, s.mean_Gy * s.mean_uncertainty, none};
}

std::vector<ComparedValue> values(const RoiStatistics& R, const RoiStatistics& T) {
  const auto value = [](const char* name, const Estimate& r, const Estimate& t) {
    return ComparedValue{name, r.value, t.value, combined(r, t), bias(r), bias(t)};
  };
  return {value("mean_Gy", mean(R), mean(T)),
          value("min_Gy", R.min_Gy, T.min_Gy),
          value("max_Gy", R.max_Gy, T.max_Gy),
          value("D98_Gy", R.D98, T.D98),
          value("D95_Gy", R.D95, T.D95),
          value("D90_Gy", R.D90, T.D90),
          value("D70_Gy", R.D70, T.D70),
          value("D50_Gy", R.D50, T.D50),
          value("D2_Gy", R.D2, T.D2),
          value("V100", R.V100, T.V100),
          value("homogeneity", R.homogeneity, T.homogeneity)};
}

std::string uncertainty_note(const RoiStatistics& R, const RoiStatistics& T) {
  const bool of_R = !std::isnan(R.mean_uncertainty), of_T = !std::isnan(T.mean_uncertainty);
  if (of_R && of_T) return {};
  if (of_R) return "uncertainties are those of the reference alone; the test has none here";
  if (of_T) return "uncertainties are those of the test alone; the reference has none here";
  return "neither file gives uncertainties here";
}

void note_other_voxels(const DoseMap& test, const Roi& roi, std::vector<std::string>& notes) {
  for (const Roi& other : test.rois) {
    if (other.name != roi.name || other.runs == roi.runs) continue;
    notes.push_back(fmt::format(
        "the region of this name in {} has other voxels ({}, not {}); those of the reference are "
        "used",
        test.file, other.voxels(), roi.voxels()));
  }
}

}  // namespace

RoiComparer::RoiComparer(const DoseMap& reference, const DoseMap& test, const ResampledDose& there)
    : reference_(reference), test_(test), there_(there) {
  // Where a file has no masses those of the other weigh both, so that means are comparable.
  const std::vector<float> none;
  const std::vector<float>& test_mass = there.same_grid ? test.mass_g : none;
  const bool of_reference = !reference.mass_g.empty(), of_test = !test_mass.empty();
  common_reference_ =
      common_map(reference, reference.dose_Gy, there, of_reference ? reference.mass_g : test_mass);
  common_test_ =
      common_map(reference, there.dose_Gy, there, of_test ? test_mass : reference.mass_g);
}

RoiComparison RoiComparer::compare(std::size_t which) const {
  const Roi& roi = reference_.rois[which];
  RoiComparison result;
  result.name = roi.name;
  result.role = roi.role;
  result.voxels = roi.voxels();
  if (there_.same_grid) note_other_voxels(test_, roi, result.notes);

  const Pairing pairs(roi, reference_, there_);
  result.compared = static_cast<std::int64_t>(pairs.reference_Gy.size());
  if (result.compared == 0) {
    result.notes.push_back(result.voxels == 0 ? "the region is empty"
                                              : "no voxel of it has a dose in both files");
    return result;
  }
  if (!pairs.complete) {
    result.notes.push_back(fmt::format(
        "only {} of {} voxels have a dose in both files; all figures are over these, without "
        "uncertainties",
        result.compared, result.voxels));
  }
  result.agreement = agreement(pairs.reference_Gy, pairs.test_Gy);
  result.dvh = dvh_difference(pairs.reference_Gy, pairs.test_Gy);

  const bool weights_agree = reference_.mass_g.empty() == common_reference_.mass_g.empty();
  const RoiStatistics R =
      roi_statistics(pairs.complete && weights_agree ? reference_ : common_reference_, which);
  const auto own = there_.same_grid && pairs.complete ? same_region(test_, roi) : std::nullopt;
  const bool test_weights_agree = test_.mass_g.empty() == common_test_.mass_g.empty();
  const RoiStatistics T =
      own && test_weights_agree ? roi_statistics(test_, *own) : roi_statistics(common_test_, which);
  result.values = values(R, T);
  if (pairs.complete) {
    const std::string note = uncertainty_note(R, T);
    if (!note.empty()) result.notes.push_back(note);
  }
  return result;
}

}  // namespace yttria
