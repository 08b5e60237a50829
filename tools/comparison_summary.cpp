// SPDX-License-Identifier: Apache-2.0
#include "tools/comparison_summary.hpp"

#include <fmt/format.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "tools/printable.hpp"

namespace yttria {

namespace {

using Json = nlohmann::ordered_json;

std::string percent(double fraction) {
  return std::isnan(fraction) ? "-" : fmt::format("{:+.3f} %", 100 * fraction);
}

std::string plain_percent(double fraction) {
  return std::isnan(fraction) ? "-" : fmt::format("{:.3f} %", 100 * fraction);
}

std::string number(double value) {
  return std::isnan(value) ? "-" : fmt::format("{:.4g}", value);
}

std::string place(const Comparison& c, const Distribution::Extreme& extreme) {
  if (extreme.voxel < 0) return "-";
  const GridIndex index = grid_index(c.grid, extreme.voxel);
  const std::array<double, 3> mm = voxel_centre_mm(c.grid, index);
  return fmt::format("voxel {},{},{} at {:.1f} {:.1f} {:.1f} mm", index[0], index[1], index[2],
                     mm[0], mm[1], mm[2]);
}

std::string scope_text(const Comparison& c) {
  std::string text = fmt::format("reference    {}\ntest         {}\n", c.reference, c.test);
  text += fmt::format("grid         {} x {} x {} voxels of {:g} x {:g} x {:g} mm{}\n",
                      c.grid.shape[0], c.grid.shape[1], c.grid.shape[2], c.grid.spacing_mm[0],
                      c.grid.spacing_mm[1], c.grid.spacing_mm[2],
                      c.same_grid ? ", the same in both" : "; the test was RESAMPLED onto it");
  text += fmt::format(
      "compared     {} of {} voxels ({} without reference dose, {} beyond the test's grid, {} "
      "without test dose)\n",
      c.compared, c.voxels, c.without_dose, c.outside, c.test_without);
  return text + fmt::format(
                    "judged       {} voxels with at least {:g} % of the maximum reference "
                    "dose, {:.4g} Gy\n",
                    c.judged, c.options.gamma.threshold_percent, c.maximum_Gy);
}

std::string distribution_text(const Comparison& c, const char* title, const Distribution& d) {
  std::string text = fmt::format("{}\n  mean {}, sd {}, rms {}\n", title, percent(d.mean),
                                 plain_percent(d.sd), plain_percent(d.rms));
  text += fmt::format("  lowest  {:>12}  {}\n", percent(d.lowest.value), place(c, d.lowest));
  text += fmt::format("  highest {:>12}  {}\n  percentiles", percent(d.highest.value),
                      place(c, d.highest));
  for (std::size_t i = 0; i < d.percents.size(); ++i) {
    text += fmt::format("  {:g}: {}", d.percents[i], percent(d.percentiles[i]));
  }
  return text + "\n";
}

std::string agreement_text(const Agreement& a) {
  return fmt::format(
      "agreement over the judged voxels\n"
      "  MARE {} (mean of |T-R|/R), RSD {} (standard deviation of (T-R)/R)\n"
      "  Bland-Altman: bias {} Gy, limits of agreement {} to {} Gy; correlation {}\n",
      plain_percent(a.mare), plain_percent(a.rsd), number(a.bias_Gy), number(a.lower_limit_Gy),
      number(a.upper_limit_Gy),
      std::isnan(a.correlation) ? "-" : fmt::format("{:.6f}", a.correlation));
}

std::string gamma_text(const Comparison& c) {
  if (c.gamma.empty()) return {};
  const GammaOptions& options = c.options.gamma;
  std::string text = fmt::format(
      "\ngamma, {} dose criterion, {}\n{:<14} {:>10} {:>10} {:>8} {:>8} {:>14}\n",
      to_string(options.normalisation),
      options.interpolate ? "test interpolated" : "test at its voxel centres only", "criterion",
      "passing", "judged", "mean", "largest", fmt::format("{:g} or more", options.maximum));
  for (const GammaMap& map : c.gamma) {
    text += fmt::format("{:<14} {:>10} {:>10} {:>8} {:>8} {:>14}\n", to_string(map.criterion),
                        plain_percent(map.passing_rate), map.judged, number(map.mean),
                        number(map.largest), map.at_maximum);
  }
  return text;
}

std::string z_text(const Comparison& c) {
  if (!c.z_scores) return "\nz-scores     not given: " + c.no_z + "\n";
  const ZScores& z = *c.z_scores;
  std::string text = fmt::format(
      "\nz-scores     {} voxels: mean {:.3f}, standard deviation {:.3f} (expected 0 and 1)\n"
      "             beyond 1, 2, 3 sigma:",
      z.voxels, z.mean, z.sd);
  for (std::size_t k = 0; k < z.beyond.size(); ++k) {
    text += fmt::format("{} {:.4f} (expected {:.4f})", k == 0 ? "" : ",", z.beyond[k],
                        z.expected_beyond[k]);
  }
  return text +
         "\n             voxels of one run are correlated: these figures scatter more than "
         "those of independent ones\n";
}

/// What the noise of single voxels adds to the figures of the reference and of the test.
std::string biases(const ComparedValue& value) {
  if (value.reference_bias == 0 && value.test_bias == 0) return "-";
  return fmt::format("{:+.2g}, {:+.2g}", value.reference_bias, value.test_bias);
}

std::string region_text(const RoiComparison& roi) {
  std::string text =
      fmt::format("\n{} ({}), {} voxels\n", printable(roi.name), to_string(roi.role), roi.compared);
  if (!roi.values.empty()) {
    text += fmt::format("  {:<12} {:>11} {:>11} {:>11} {:>10} {:>10} {:>17}\n", "", "reference",
                        "test", "difference", "in percent", "1 sigma", "noise biases");
  }
  for (const ComparedValue& value : roi.values) {
    const double relative = value.reference != 0 ? value.difference() / value.reference : NAN;
    text += fmt::format("  {:<12} {:>11} {:>11} {:>11} {:>10} {:>10} {:>17}\n", value.name,
                        number(value.reference), number(value.test), number(value.difference()),
                        std::isnan(relative) ? "-" : fmt::format("{:+.2f}", 100 * relative),
                        number(value.sigma), biases(value));
  }
  if (!roi.values.empty()) {
    text += fmt::format("  largest DVH difference {} of the volume, at {} Gy; MARE {}, RSD {}\n",
                        percent(roi.dvh.largest), number(roi.dvh.at_Gy),
                        plain_percent(roi.agreement.mare), plain_percent(roi.agreement.rsd));
  }
  for (const std::string& note : roi.notes) text += "  note: " + note + "\n";
  return text;
}

Json place_json(const Comparison& c, const Distribution::Extreme& extreme) {
  if (extreme.voxel < 0) return nullptr;
  const GridIndex index = grid_index(c.grid, extreme.voxel);
  return {{"value", extreme.value}, {"voxel", index}, {"mm", voxel_centre_mm(c.grid, index)}};
}

Json distribution_json(const Comparison& c, const Distribution& d) {
  Json percentiles = Json::object();
  for (std::size_t i = 0; i < d.percents.size(); ++i) {
    percentiles[fmt::format("{:g}", d.percents[i])] = d.percentiles[i];
  }
  return {{"voxels", d.count},
          {"mean", d.mean},
          {"sd", d.sd},
          {"rms", d.rms},
          {"lowest", place_json(c, d.lowest)},
          {"highest", place_json(c, d.highest)},
          {"percentiles", percentiles}};
}

Json agreement_json(const Agreement& a) {
  return {{"voxels", a.voxels},
          {"mare", a.mare},
          {"rsd", a.rsd},
          {"bias_Gy", a.bias_Gy},
          {"lower_limit_Gy", a.lower_limit_Gy},
          {"upper_limit_Gy", a.upper_limit_Gy},
          {"correlation", a.correlation}};
}

Json gamma_json(const Comparison& c, const GammaMap& map) {
  return {{"criterion", to_string(map.criterion)},
          {"dose_percent", map.criterion.dose_percent},
          {"distance_mm", map.criterion.distance_mm},
          {"normalisation", to_string(c.options.gamma.normalisation)},
          {"interpolation", c.options.gamma.interpolate ? "trilinear" : "none"},
          {"threshold_percent", c.options.gamma.threshold_percent},
          {"maximum", c.options.gamma.maximum},
          {"judged", map.judged},
          {"passed", map.passed},
          {"passing_rate", map.passing_rate},
          {"mean", map.mean},
          {"largest", map.largest},
          {"at_maximum", map.at_maximum}};
}

Json z_json(const Comparison& c) {
  if (!c.z_scores) return {{"not_given", c.no_z}};
  const ZScores& z = *c.z_scores;
  return {{"voxels", z.voxels},
          {"mean", z.mean},
          {"sd", z.sd},
          {"beyond", z.beyond},
          {"expected_beyond", ZScores::expected_beyond},
          {"note", "voxels of one run are correlated"}};
}

Json region_json(const RoiComparison& roi) {
  Json values = Json::object();
  for (const ComparedValue& value : roi.values) {
    values[value.name] = {{"reference", value.reference},
                          {"test", value.test},
                          {"difference", value.difference()},
                          {"sigma", value.sigma},
                          {"reference_noise_bias", value.reference_bias},
                          {"test_noise_bias", value.test_bias}};
  }
  return {{"name", roi.name},
          {"role", to_string(roi.role)},
          {"voxels", roi.voxels},
          {"compared", roi.compared},
          {"values", values},
          {"largest_dvh_difference", roi.dvh.largest},
          {"largest_dvh_difference_at_Gy", roi.dvh.at_Gy},
          {"agreement", agreement_json(roi.agreement)},
          {"notes", roi.notes}};
}

}  // namespace

std::string comparison_text(const Comparison& c) {
  std::string text = scope_text(c) + "\n";
  text += distribution_text(c, "(T - R) / R, to the local reference dose", c.local_distribution);
  text += distribution_text(c, "(T - R) / maximum R", c.global_distribution);
  text += agreement_text(c.agreement) + gamma_text(c) + z_text(c);
  for (const RoiComparison& roi : c.rois) text += region_text(roi);
  if (!c.rois.empty()) {
    text +=
        "\nnoise biases of reference and test: what the noise of single voxels adds to a figure, "
        "estimated; up to 2.4 times\n"
        "that may be true. A difference within them is no evidence of one between methods\n";
  }
  if (!c.warnings.empty()) text += "\n";
  for (const std::string& warning : c.warnings) text += "warning      " + warning + "\n";
  return text;
}

Json comparison_json(const Comparison& c) {
  Json gamma = Json::array(), regions = Json::array();
  for (const GammaMap& map : c.gamma) gamma.push_back(gamma_json(c, map));
  for (const RoiComparison& roi : c.rois) regions.push_back(region_json(roi));
  return {{"reference", c.reference},
          {"test", c.test},
          {"resampled", !c.same_grid},
          {"maximum_reference_Gy", c.maximum_Gy},
          {"threshold_percent", c.options.gamma.threshold_percent},
          {"voxels", c.voxels},
          {"without_reference_dose", c.without_dose},
          {"beyond_test_grid", c.outside},
          {"without_test_dose", c.test_without},
          {"compared", c.compared},
          {"judged", c.judged},
          {"local", distribution_json(c, c.local_distribution)},
          {"global", distribution_json(c, c.global_distribution)},
          {"agreement", agreement_json(c.agreement)},
          {"gamma", gamma},
          {"z", z_json(c)},
          {"regions", regions},
          {"warnings", c.warnings}};
}

}  // namespace yttria
