// SPDX-License-Identifier: Apache-2.0
#include "tools/case_summary.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <vector>

#include "tools/printable.hpp"

namespace yttria {

namespace {

struct MaterialUse {
  std::int64_t voxels = 0;
  float least_g_cm3 = 0;
  float most_g_cm3 = 0;
};

std::vector<MaterialUse> material_use(const Case& problem) {
  std::vector<MaterialUse> uses(problem.materials.size());
  for (std::size_t voxel = 0; voxel < problem.material.size(); ++voxel) {
    MaterialUse& use = uses[problem.material[voxel]];
    const float density = problem.density_g_cm3[voxel];
    if (use.voxels == 0 || density < use.least_g_cm3) use.least_g_cm3 = density;
    if (use.voxels == 0 || density > use.most_g_cm3) use.most_g_cm3 = density;
    ++use.voxels;
  }
  return uses;
}

std::string source_text(const Source& source) {
  std::string text = fmt::format("{:.6g} decays of {}", source.total_decays, source.nuclide);
  if (source.nuclide == "electron") text += fmt::format(" ({:g} MeV)", source.electron_energy_MeV);
  if (!source.beta_spectrum.empty()) text += " with a spectrum of the file's own";
  return text +
         (source.points_mm.empty()
              ? ", voxel map"
              : fmt::format(", {} points{}", source.points_mm.size(),
                            source.beam_direction == std::array<double, 3>{} ? "" : " of a beam"));
}

}  // namespace

std::string case_text(const Case& problem) {
  const Grid& grid = problem.grid;
  std::string text;
  text += fmt::format(
      "grid       {} x {} x {} voxels of {:g} x {:g} x {:g} mm, first centre {:g} {:g} "
      "{:g} mm\n",
      grid.shape[0], grid.shape[1], grid.shape[2], grid.spacing_mm[0], grid.spacing_mm[1],
      grid.spacing_mm[2], grid.origin_mm[0], grid.origin_mm[1], grid.origin_mm[2]);
  text += fmt::format("source     {}\n", source_text(problem.source));
  text += fmt::format("digest     {}\n\n", problem.digest);
  text += fmt::format("{:<20} {:>10} {:>17}\n", "material", "voxels", "density g/cm3");
  const std::vector<MaterialUse> uses = material_use(problem);
  for (std::size_t row = 0; row < uses.size(); ++row) {
    const std::string range =
        fmt::format("{:.4g} - {:.4g}", uses[row].least_g_cm3, uses[row].most_g_cm3);
    text += fmt::format("{:<20} {:>10} {:>17}\n", problem.materials[row].name, uses[row].voxels,
                        uses[row].voxels != 0 ? range : "-");
  }
  if (problem.rois.empty()) return text;
  text += fmt::format("\n{:<20} {:<12} {:>10} {:>12}\n", "region", "role", "voxels", "volume mL");
  for (const Roi& roi : problem.rois) {
    text +=
        fmt::format("{:<20} {:<12} {:>10} {:>12.5g}\n", printable(roi.name), to_string(roi.role),
                    roi.voxels(), static_cast<double>(roi.voxels()) * grid.voxel_volume_cm3());
  }
  return text;
}

nlohmann::ordered_json case_json(const Case& problem) {
  using Json = nlohmann::ordered_json;
  Json materials = Json::array();
  const std::vector<MaterialUse> uses = material_use(problem);
  for (std::size_t row = 0; row < uses.size(); ++row) {
    materials.push_back({{"name", problem.materials[row].name},
                         {"voxels", uses[row].voxels},
                         {"least_density_g_cm3", uses[row].least_g_cm3},
                         {"most_density_g_cm3", uses[row].most_g_cm3}});
  }
  Json regions = Json::array();
  for (const Roi& roi : problem.rois) {
    regions.push_back(
        {{"name", roi.name}, {"role", to_string(roi.role)}, {"voxels", roi.voxels()}});
  }
  return {{"shape", problem.grid.shape},
          {"spacing_mm", problem.grid.spacing_mm},
          {"origin_mm", problem.grid.origin_mm},
          {"direction", problem.grid.direction},
          {"nuclide", problem.source.nuclide},
          {"total_decays", problem.source.total_decays},
          {"points", problem.source.points_mm.size()},
          {"case_digest", problem.digest},
          {"materials", materials},
          {"regions", regions}};
}

}  // namespace yttria
