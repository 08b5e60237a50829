// SPDX-License-Identifier: Apache-2.0
#include "tools/kernel_summary.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

namespace yttria {

namespace {

using Json = nlohmann::ordered_json;

constexpr double fractions[] = {0.5, 0.9, 0.95, 0.99};

std::string subject_text(const std::string& kind, const KernelSubject& subject,
                         const KernelEnergy& total, std::uint64_t histories) {
  return fmt::format(
      "{} of {} in {}, {:.6g} g/cm3\n"
      "emission     {}; {:.6g} MeV per decay\n"
      "energy       emitted {} = in the kernel {} + beyond {} quanta (exact); {:.4f} % beyond\n"
      "histories    {}\n\n",
      kind, subject.nuclide, subject.medium.name, subject.density_g_cm3, subject.emission,
      subject.energy_per_decay_MeV, total.emitted, total.in_kernel, total.beyond(),
      100 * total.beyond_fraction(), histories);
}

template <class Kernel>
Json subject_json(const char* kind, const Kernel& kernel) {
  const KernelSubject& subject = kernel.subject;
  return {{"kind", kind},
          {"medium", subject.medium.name},
          {"density_g_cm3", subject.density_g_cm3},
          {"nuclide", subject.nuclide},
          {"emission", subject.emission},
          {"energy_per_decay_MeV", subject.energy_per_decay_MeV},
          {"histories", kernel.histories},
          {"emitted_quanta", kernel.total.emitted},
          {"in_kernel_quanta", kernel.total.in_kernel},
          {"beyond_quanta", kernel.total.beyond()},
          {"beyond_fraction", kernel.total.beyond_fraction()}};
}

void add_provenance(Json& json, const Provenance& provenance) {
  Json entries = Json::object();
  for (const auto& [name, value] : provenance) {
    std::visit([&, &key = name](const auto& v) { entries[key] = v; }, value);
  }
  json["provenance"] = entries;
}

}  // namespace

std::string kernel_text(const VoxelKernel& kernel) {
  const auto& mm = kernel.spacing_mm;
  std::string text = subject_text("voxel S values", kernel.subject, kernel.total, kernel.histories);
  text += fmt::format("voxels of {:g} x {:g} x {:g} mm; offsets to {} {} {} (x y z)\n\n", mm[0],
                      mm[1], mm[2], kernel.reach[0], kernel.reach[1], kernel.reach[2]);
  text += fmt::format("{:>3} {:>3} {:>3} {:>16} {:>9}\n", "x", "y", "z", "mGy/(MBq s)", "1 sigma");
  constexpr std::int64_t shown = 2;
  for (std::int64_t z = 0; z <= std::min(shown, kernel.reach[2]); ++z) {
    for (std::int64_t y = 0; y <= std::min(shown, kernel.reach[1]); ++y) {
      for (std::int64_t x = 0; x <= std::min(shown, kernel.reach[0]); ++x) {
        const std::size_t i = kernel.at(x, y, z);
        const double sigma = kernel.uncertainty[i];
        text += fmt::format("{:>3} {:>3} {:>3} {:>16.5g} {:>9}\n", x, y, z, kernel.s_value(i),
                            std::isnan(sigma) ? "-" : fmt::format("{:.2f} %", 100 * sigma));
      }
    }
  }
  return text;
}

std::string kernel_text(const PointKernel& kernel) {
  std::string text =
      subject_text("dose point kernel", kernel.subject, kernel.total, kernel.histories);
  text += fmt::format("{} shells to {:.6g} mm\n\n", kernel.shells(), kernel.radius_mm.back());
  text += "energy emitted   within radius, mm\n";
  for (const double fraction : fractions) {
    text += fmt::format("{:>13.0f} % {:>19.5g}\n", 100 * fraction,
                        kernel.radius_of_fraction_mm(fraction));
  }
  return text;
}

Json kernel_json(const VoxelKernel& kernel) {
  Json json = subject_json("voxel", kernel);
  json["spacing_mm"] = kernel.spacing_mm;
  json["reach_voxels"] = kernel.reach;
  json["source_voxel_mGy_per_MBq_s"] = kernel.s_value(0);
  json["source_voxel_uncertainty"] = kernel.uncertainty[0];
  add_provenance(json, kernel.provenance);
  return json;
}

Json kernel_json(const PointKernel& kernel) {
  Json json = subject_json("point", kernel);
  json["shells"] = kernel.shells();
  json["radius_mm"] = kernel.radius_mm.back();
  for (const double fraction : fractions) {
    json[fmt::format("X{:.0f}_mm", 100 * fraction)] = kernel.radius_of_fraction_mm(fraction);
  }
  add_provenance(json, kernel.provenance);
  return json;
}

}  // namespace yttria
