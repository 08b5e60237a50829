// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <variant>

#include "engine/error.hpp"
#include "engine/hdf5/output_file.hpp"
#include "engine/physics/nuclide.hpp"
#include "engine/result/dose_map_file.hpp"
#include "tools/command_line.hpp"
#include "tools/exit_code.hpp"
#include "tools/histogram_csv.hpp"
#include "tools/printable.hpp"
#include "tools/refuse_same.hpp"
#include "tools/region_summary.hpp"
#include "tools/text_file.hpp"

namespace yttria {

namespace {

using Json = nlohmann::ordered_json;

constexpr const char* bias_note =
    "noise bias: the noise of single voxels widens a histogram: maximum and D2 come out too high, "
    "minimum and D98 too low, by about this much, within a factor of two or so; "
    "values are as computed, not corrected";
constexpr std::int64_t few_voxels = 50;  // below it D98 is the minimum and D2 the maximum

struct Report {
  std::vector<RoiStatistics> regions;
  std::vector<Figures> figures;       // of each region, for JSON
  std::vector<Figures> radiobiology;  // of each region
  std::vector<std::string> gaps;      // of each region: why there is nothing to say; else empty
  std::vector<std::string> notes;
};

std::vector<std::size_t> chosen_regions(const DoseMap& map, const std::vector<std::string>& names) {
  if (map.rois.empty()) {
    throw InputError(map.file +
                     ": /roi: holds no region, so there is nothing to make a histogram of; write "
                     "masks to /roi of the case and compute the dose again");
  }
  std::vector<std::size_t> chosen;
  for (const std::string& name : names) {
    const std::size_t roi = roi_named(map, name);
    if (std::find(chosen.begin(), chosen.end(), roi) == chosen.end()) chosen.push_back(roi);
  }
  for (std::size_t i = 0; names.empty() && i < map.rois.size(); ++i) chosen.push_back(i);
  return chosen;
}

/// As stored, else that of the nuclide by its name.
double physical_half_life_h(const DoseMap& map) {
  std::string name_of_nuclide;
  for (const auto& [name, value] : map.provenance) {
    const auto* const hours = std::get_if<double>(&value);
    if (name == "half_life_h" && hours != nullptr && *hours > 0) return *hours;
    const auto* const word = std::get_if<std::string>(&value);
    if (name == "nuclide" && word != nullptr) name_of_nuclide = *word;
  }
  const std::vector<std::string> known = nuclide_names();
  if (std::find(known.begin(), known.end(), name_of_nuclide) == known.end()) {
    throw InputError(map.file +
                     ": /provenance: has neither half_life_h nor a nuclide with a half-life, so "
                     "--effective-half-life physical means nothing; give a time, such as 64.1h");
  }
  return nuclide(name_of_nuclide).half_life_h;
}

RadiobiologyChoice with_half_life(const DvhCommand& command, const DoseMap& map) {
  RadiobiologyChoice choice = command.radiobiology;
  if (command.physical_half_life) choice.effect->effective_half_life_h = physical_half_life_h(map);
  return choice;
}

std::string gap(const RoiDoses& doses, const DoseMap& map) {
  const std::int64_t voxels = doses.roi().voxels();
  if (voxels == 0) return "has no voxels";
  if (doses.voxels() > 0) return {};
  return fmt::format("none of its {} voxels has {}", voxels,
                     map.mass_g.empty() ? "a dose" : "mass (density 0)");
}

std::string unknown_noise(const DoseMap& map, bool replicates) {
  if (!map.run) {
    return "1 sigma: not known; the file has no sums of batches (/tally), as that of a kernel "
           "method";
  }
  return replicates ? "" : "1 sigma: not known; it takes batches of at least two of the 16 groups";
}

Report analyse(const DvhCommand& command, const DoseMap& map, const RadiobiologyChoice& choice) {
  Report report;
  bool replicates = true;
  for (const std::size_t roi : chosen_regions(map, command.rois)) {
    const RoiDoses doses(map, roi);
    report.gaps.push_back(gap(doses, map));
    report.regions.push_back(roi_statistics(doses, map.grid));
    Figures figures = dose_figures(report.regions.back());
    for (Figure& extra :
         dose_volume_figures(dose_volume_points(doses, command.D_percent, command.V_Gy),
                             command.D_percent, command.V_Gy)) {
      const bool usual = std::any_of(figures.begin(), figures.end(), [&](const Figure& figure) {
        return figure.name == extra.name;
      });
      if (!usual) figures.push_back(std::move(extra));
    }
    report.figures.push_back(std::move(figures));
    report.radiobiology.push_back(radiobiology_figures(radiobiology(doses, choice), choice));
    replicates = replicates && doses.replicates() > 0;
    if (doses.voxels() > 0 && doses.voxels() < few_voxels) {
      report.notes.push_back(
          fmt::format("{}: {} voxel{} with mass; D98 is the minimum, D2 the maximum",
                      doses.roi().name, doses.voxels(), doses.voxels() == 1 ? "" : "s"));
    }
  }
  const std::string unknown = unknown_noise(map, replicates);
  report.notes.push_back(unknown.empty() ? bias_note : unknown);
  return report;
}

std::string parameters_text(const DvhCommand& command, const RadiobiologyChoice& choice) {
  std::string text;
  if (choice.effect) {
    const BiologicalEffect& effect = *choice.effect;
    text += fmt::format(
        "BED          alpha/beta {:g} Gy, repair half-time {:g} h, effective half-life {:g} h{}\n",
        effect.alpha_beta_Gy, effect.repair_half_time_h, effect.effective_half_life_h,
        command.physical_half_life ? " (physical)" : "");
  }
  if (choice.alpha_per_Gy)
    text += fmt::format("EUBED        alpha {:g} /Gy\n", *choice.alpha_per_Gy);
  return text + "means        over the volume: every voxel counts once\n";
}

void print_text(const DvhCommand& command, const DoseMap& map, const Report& report,
                const RadiobiologyChoice& choice) {
  fmt::print("{}: absorbed dose to {}, {}\n\n", map.file, map.dose_to,
             map.complete ? "complete" : "partial");
  fmt::print("{:<20} {:<12} {:>9} {:>10} {:>10} {:>10} {:>9}\n", "region", "role", "voxels",
             "volume mL", "mass g", "mean Gy", "1 sigma");
  std::vector<std::pair<std::string, Figures>> doses, effects;
  for (std::size_t i = 0; i < report.regions.size(); ++i) {
    const RoiStatistics& roi = report.regions[i];
    const std::string start = fmt::format("{:<20} {:<12} {:>9} {:>10.4g}", printable(roi.name),
                                          to_string(roi.role), roi.voxels, roi.volume_mL);
    if (!report.gaps[i].empty()) {
      fmt::print("{} {}\n", start, report.gaps[i]);
      continue;
    }
    const auto number = [](double value, const char* form) {
      return std::isnan(value) ? "-" : fmt::format(fmt::runtime(form), value);
    };
    fmt::print("{} {:>10} {:>10.4g} {:>9}\n", start, number(roi.mass_g, "{:.4g}"), roi.mean_Gy,
               number(roi.mean_Gy * roi.mean_uncertainty, "{:.2g}"));
    doses.emplace_back(roi.name, report.figures[i]);
    effects.emplace_back(roi.name, report.radiobiology[i]);
  }
  fmt::print("\n{}", figures_text(doses));
  if (choice.effect || !choice.gEUD_a.empty()) {
    fmt::print("\n{}{}", figures_text(effects), parameters_text(command, choice));
  }
  fmt::print("\n");
  for (const std::string& note : report.notes) fmt::print("{}\n", printable(note));
  if (command.csv) fmt::print("histograms   {}\n", command.csv->string());
}

Json parameters_json(const RadiobiologyChoice& choice) {
  Json json = Json::object();
  if (choice.effect) {
    json["alpha_beta_Gy"] = choice.effect->alpha_beta_Gy;
    json["repair_half_time_h"] = choice.effect->repair_half_time_h;
    json["effective_half_life_h"] = choice.effect->effective_half_life_h;
  }
  if (choice.alpha_per_Gy) json["alpha_per_Gy"] = *choice.alpha_per_Gy;
  if (!choice.gEUD_a.empty()) json["gEUD_a"] = choice.gEUD_a;
  return json;
}

void print_json(const DoseMap& map, const Report& report, const RadiobiologyChoice& choice) {
  Json regions = Json::array();
  for (std::size_t i = 0; i < report.regions.size(); ++i) {
    Json region = region_json(report.regions[i]);
    if (!report.gaps[i].empty()) region["gap"] = report.gaps[i];
    add_figures(region, report.figures[i]);
    add_figures(region, report.radiobiology[i]);
    const DoseVolumeHistogram& dvh = report.regions[i].dvh;
    region["dvh"] = {{"dose_Gy", dvh.dose_Gy},
                     {"volume_fraction", dvh.volume_fraction},
                     {"lower", dvh.lower},
                     {"upper", dvh.upper},
                     {"differential_per_Gy", dvh.differential},
                     {"differential_sigma_per_Gy", dvh.differential_sigma}};
    regions.push_back(std::move(region));
  }
  const Json json = {{"file", map.file},
                     {"status", map.complete ? "complete" : "partial"},
                     {"dose_to", map.dose_to},
                     {"has_sums", map.run.has_value()},
                     {"radiobiology", parameters_json(choice)},
                     {"regions", std::move(regions)},
                     {"notes", report.notes}};
  fmt::print("{}\n", json.dump(2, ' ', false, Json::error_handler_t::replace));
}

}  // namespace

int execute(const DvhCommand& command) {
  if (command.csv) {
    hdf5::check_output(*command.csv, command.force);
    refuse_same(*command.csv, command.input, "--csv would replace the dose");
  }
  const DoseMap map = read_dose_map(command.input);
  const RadiobiologyChoice choice = with_half_life(command, map);
  const Report report = analyse(command, map, choice);
  if (command.csv) {
    const std::string origin =
        fmt::format("dose-volume histograms of {}, dose to {}", map.file, map.dose_to);
    write_text_file(*command.csv, histogram_csv(origin, report.regions), command.force);
  }
  if (command.json) {
    print_json(map, report, choice);
  } else {
    print_text(command, map, report, choice);
  }
  return exit_code::done;
}

}  // namespace yttria
