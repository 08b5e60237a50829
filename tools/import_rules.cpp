// SPDX-License-Identifier: Apache-2.0
#include "tools/import_rules.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>

#include "engine/error.hpp"

namespace yttria {

namespace {

using Options = ImportOptions;

bool no_image(const Options& o) {
  return !o.activity.has_value();
}
bool ct_alone(const Options& o) {
  return no_image(o) && !o.rtstruct && !o.seg && o.masks.empty();
}
bool no_body(const Options& o) {
  return o.body == "none";
}
bool no_total(const Options& o) {
  return !o.calibration.total_GBq.has_value();
}
bool distribution_alone(const Options& o) {
  return !no_image(o) && !no_total(o);
}
bool chosen_administration(const Options& o) {
  return o.format == ImageFormat::plain && o.emission.correction == DecayCorrection::administration;
}

/// A flag does nothing where `idle` holds.
struct Rule {
  const char* flag;
  bool (*idle)(const Options&);
  const char* why;
};

constexpr const char* without_image =
    "is about the image of --activity, and there is none; leave it out";
constexpr const char* without_others =
    "is about files beside the CT, and there are none; leave it out";
constexpr const char* only_distribution =
    "has no effect with --total-activity, of which the image is the distribution alone; leave out "
    "one of both";
constexpr const char* at_administration =
    "cannot count with --decay-correction administration: the values are those of that time "
    "already; leave them out";
constexpr const char* needs_body = "needs a body; give --body NAME or --body auto";
constexpr const char* needs_total =
    "needs --total-activity GBQ: an image in Bq/mL says itself what lies where; give it, or leave "
    "this flag out";

constexpr std::array rules{
    Rule{"--any-frame-of-reference", ct_alone, without_others},
    Rule{"--other-patient", ct_alone, without_others},
    Rule{"--activity-series", no_image, without_image},
    Rule{"--contour-gaps", [](const Options& o) { return !o.rtstruct; },
         "is about the contours of --rtstruct, and there is none; leave it out"},
    Rule{"--grid activity",
         [](const Options& o) {
           const auto* const grid = std::get_if<ImageGrid>(&o.grid);
           return no_image(o) && grid != nullptr && *grid == ImageGrid::activity;
         },
         "needs --activity; give it, or --grid ct|MM"},
    Rule{"--outside-body", no_body, needs_body},
    Rule{"--crop", no_body, needs_body},
    Rule{"--lungs ct", [](const Options& o) { return no_body(o) && o.calibration.lungs == "ct"; },
         needs_body},
    Rule{"--uptake", no_total, "needs --total-activity GBQ; give it"},
    Rule{"--lung-shunt", no_total, needs_total},
    Rule{"--residual", no_total, needs_total},
    Rule{"--lungs", [](const Options& o) { return !o.calibration.lung_shunt_percent; },
         "needs --lung-shunt PCT; give it, or leave it out"},
    Rule{"--units", no_image, without_image},
    Rule{"--units", distribution_alone, only_distribution},
    Rule{"--decay-correction", no_image, without_image},
    Rule{"--decay-correction", distribution_alone, only_distribution},
    Rule{"--administered", no_image, without_image},
    Rule{"--administered", distribution_alone, only_distribution},
    Rule{"--administered", chosen_administration, at_administration},
    Rule{"--imaged", no_image, without_image},
    Rule{"--imaged", distribution_alone, only_distribution},
    Rule{"--imaged", chosen_administration, at_administration},
    Rule{"--any-nuclide", no_image, without_image},
    Rule{"--any-nuclide", distribution_alone, only_distribution},
};

/// "--lungs ct" is --lungs with one of its words, which its condition asks for.
std::string flag_of(const Rule& rule) {
  const std::string words = rule.flag;
  return words.substr(0, words.find(' '));
}

template <class T>
void refuse_twice(const std::string& flag, const std::vector<std::pair<std::string, T>>& named) {
  std::set<std::string> names;
  for (const auto& [name, value] : named) {
    if (names.insert(name).second) continue;
    throw InputError(fmt::format("{} {}: is given twice; give it once", flag, name));
  }
}

}  // namespace

void check_import_flags(const ImportOptions& options, const std::vector<std::string>& given) {
  for (const Rule& rule : rules) {
    const bool used = std::find(given.begin(), given.end(), flag_of(rule)) != given.end();
    if (used && rule.idle(options)) throw InputError(fmt::format("{} {}", rule.flag, rule.why));
  }
  refuse_twice("--mask", options.masks);
  refuse_twice("--role", options.roles);
  refuse_twice("--cap-hu", options.hu_caps);
  refuse_twice("--uptake", options.calibration.uptakes);
}

}  // namespace yttria
