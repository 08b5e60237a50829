// SPDX-License-Identifier: Apache-2.0
// Included by tools/command_line.cpp alone.
#pragma once

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

#include "tools/command_line.hpp"
#include "tools/flags.hpp"
#include "tools/quantity.hpp"

namespace yttria {

inline void add_gamma(CLI::App* app, ComparisonOptions& options) {
  app->add_option_function<std::vector<std::string>>(
         "--gamma",
         [&options](const std::vector<std::string>& words) {
           options.criteria.clear();
           for (const std::string& word : words) {
             if (word != "none") options.criteria.push_back(parse_gamma("--gamma", word));
           }
         },
         "Gamma criterion, dose and distance, once for each; none: no gamma [2%/2mm]")
      ->allow_extra_args(false)
      ->type_name("DOSE%/DISTANCEmm");
  app->add_option_function<std::string>(
         "--gamma-normalisation",
         [&options](const std::string& word) {
           options.gamma.normalisation =
               word == "local" ? GammaNormalisation::local : GammaNormalisation::global;
         },
         "Dose criterion in percent of the reference dose at the point, or of its maximum [global]")
      ->check(one_of({"local", "global"}))
      ->type_name("local|global");
  app->add_option("--gamma-max", options.gamma.maximum, "Search no further than this gamma")
      ->capture_default_str()
      ->type_name("NUMBER");
  app->add_option_function<std::string>(
         "--gamma-interpolation",
         [&options](const std::string& word) { options.gamma.interpolate = word != "none"; },
         "Between voxel centres of TEST; none: at them only, as some programs do [trilinear]")
      ->check(one_of({"trilinear", "none"}))
      ->type_name("trilinear|none");
}

inline void add_compare(CLI::App* app, CompareCommand& command) {
  ComparisonOptions& options = command.options;
  app->add_option("reference", command.reference, "Dose file")->type_name("REF.h5")->required();
  app->add_option("test", command.test, "Dose file to judge")->type_name("TEST.h5")->required();
  app->add_option_function<std::string>(
         "-o,--output", [&command](const std::string& word) { command.output = word; },
         "Write maps and tables to FILE")
      ->type_name("OUT.h5");
  app->add_flag("--force", command.force, "Replace the output when it exists");
  add_gamma(app, options);
  add_parsed(app, "--threshold", options.gamma.threshold_percent, parse_percent, "PCT",
             "Judge voxels with at least this percentage of the maximum reference dose [10%]");
  app->add_option("--roi", options.rois, "Regions of REF to compare [all]")
      ->allow_extra_args(false)
      ->type_name("NAME");
  app->add_option("--threads", options.gamma.threads, "CPU threads; 0: all")
      ->check(whole_number(0, 4096))
      ->capture_default_str()
      ->type_name("N");
  add_json(app, command.json);
}

}  // namespace yttria
