// SPDX-License-Identifier: Apache-2.0
#include "engine/result/dose_map.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <limits>

#include "engine/error.hpp"
#include "engine/nearest_word.hpp"
#include "engine/result/statistics.hpp"

namespace yttria {

DoseMap dose_map(Dose&& run, const std::string& file) {
  DoseMap map;
  map.file = file;
  map.grid = run.grid;
  map.mass_g = run.mass_g;
  map.rois = run.rois;
  map.dose_to = run.identity.dose_to;
  map.complete = run.complete;
  map.provenance = run.provenance;
  const double decays = decays_per_history(run);
  map.dose_Gy.resize(run.mass_g.size());
  map.uncertainty.resize(run.mass_g.size());
  for (std::size_t i = 0; i < run.mass_g.size(); ++i) {
    map.dose_Gy[i] = static_cast<float>(
        absorbed_dose_Gy(run.tally.energy[i], static_cast<double>(run.mass_g[i]), decays));
    map.uncertainty[i] = static_cast<float>(voxel_uncertainty(run, i));
  }
  map.run = std::move(run);
  return map;
}

std::size_t roi_named(const DoseMap& map, const std::string& name) {
  std::vector<std::string> names;
  for (std::size_t i = 0; i < map.rois.size(); ++i) {
    if (map.rois[i].name == name) return i;
    names.push_back(map.rois[i].name);
  }
  if (names.empty()) {
    throw InputError(
        fmt::format("{}: /roi: there is no region, so none named \"{}\"; write masks "
                    "to /roi of the case",
                    map.file, name));
  }
  throw InputError(fmt::format("{}: /roi: there is no region \"{}\"; there are {}{}", map.file,
                               name, fmt::join(names, ", "), did_you_mean(name, names)));
}

}  // namespace yttria
