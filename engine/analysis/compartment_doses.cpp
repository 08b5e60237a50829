// SPDX-License-Identifier: Apache-2.0
#include "engine/analysis/compartment_doses.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <variant>

#include "engine/error.hpp"
#include "engine/result/roi_doses.hpp"

namespace yttria {

namespace {

/// Of the case that the dose is of; empty when the file does not say.
std::string digest_of_case(const DoseMap& map) {
  if (map.run) return map.run->identity.case_digest;
  for (const auto& [name, value] : map.provenance) {
    const auto* const text = std::get_if<std::string>(&value);
    if (name == "case_digest" && text != nullptr) return *text;
  }
  return {};
}

/// Makes these voxels a region of the map, if they are none, and returns its position. Of its
/// squared batch energies nothing is known.
std::size_t as_region(DoseMap& map, const Roi& part) {
  const auto same = std::find_if(map.rois.begin(), map.rois.end(),
                                 [&](const Roi& roi) { return roi.runs == part.runs; });
  if (same != map.rois.end()) return static_cast<std::size_t>(same - map.rois.begin());
  map.rois.push_back(part);
  if (map.run) {
    std::uint64_t energy = 0;
    for (const VoxelRun& run : part.runs) {
      for (std::int64_t v = run.first; v < run.last; ++v) {
        energy += map.run->tally.energy[static_cast<std::size_t>(v)];
      }
    }
    map.run->rois.push_back(part);
    map.run->tally.roi_energy.push_back(energy);
    map.run->tally.roi_squared.push_back(0);
  }
  return map.rois.size() - 1;
}

Estimate mean_dose(const RoiDoses& doses) {
  Estimate mean = estimate(doses, 1, [&](std::vector<float>& dose_Gy, std::vector<double>& values) {
                    double energy = 0, mass = 0;
                    for (std::size_t i = 0; i < dose_Gy.size(); ++i) {
                      const double m =
                          doses.mass_g().empty() ? 1 : static_cast<double>(doses.mass_g()[i]);
                      energy += m * static_cast<double>(dose_Gy[i]);
                      mass += m;
                    }
                    values[0] = energy / mass;
                  }).front();
  mean.value = doses.mean_Gy();
  mean.noise_bias = 0;
  const double relative = doses.mean_uncertainty();  // better where known: from all batches
  if (relative > 0) mean.sigma = relative * mean.value;
  return mean;
}

}  // namespace

std::string check_same_case(const DoseMap& map, const Case& problem, const std::string& case_file) {
  const std::string digest = digest_of_case(map);
  if (!digest.empty() && digest != problem.digest) {
    throw InputError(fmt::format(
        "{}: /provenance: case_digest {} is not that of {} ({}); give the dose of this case",
        map.file, digest, case_file, problem.digest));
  }
  if (map.grid != problem.grid) {
    throw InputError(fmt::format("{}: /grid: is not that of {}; give the dose of this case",
                                 map.file, case_file));
  }
  if (!digest.empty()) return {};
  return fmt::format("{} does not say of which case it is; its grid is that of {}", map.file,
                     case_file);
}

std::vector<Estimate> mean_doses(DoseMap map, const std::vector<Roi>& parts) {
  std::vector<Estimate> means;
  for (const Roi& part : parts) means.push_back(mean_dose(RoiDoses(map, as_region(map, part))));
  return means;
}

}  // namespace yttria
