// SPDX-License-Identifier: Apache-2.0
// Included by tools/command_line.cpp alone.
#pragma once

#include <CLI/CLI.hpp>
#include <limits>
#include <string>

#include "tools/command_line.hpp"
#include "tools/compare_flags.hpp"
#include "tools/flags.hpp"
#include "tools/quantity.hpp"

namespace yttria {

inline void add_report(CLI::App* app, ReportCommand& command) {
  report::ReportOptions& options = command.options;
  app->add_option("doses", command.inputs,
                  "Dose files; the first is what the others are compared with")
      ->type_name("DOSE.h5 ...")
      ->required();
  add_output(app, command.output, command.force, "REPORT.html");
  add_optional(app, "--case", command.of_case, "CASE.h5",
               "Case of the doses: activities, planning models, materials");
  app->add_option("--title", options.title, "Heading of the report")
      ->capture_default_str()
      ->type_name("TEXT");
  add_optional(
      app, "--focus", options.focus, "NAME",
      "Region whose centre the pictures begin with [the largest tumour, else the maximum dose]");
  app->add_option_function<std::string>(
         "--isodose",
         [&options](const std::string& word) {
           options.isodose_Gy = parse_numbers("--isodose", word, std::numeric_limits<double>::min(),
                                              std::numeric_limits<double>::max(),
                                              "doses in Gy above 0, such as 50,100");
         },
         "Doses of the isodose lines, Gy [1, 2, 5, 10, ... up to the full scale]")
      ->type_name("50,100");
  add_parsed(app, "--full-scale", options.full_scale_Gy, parse_positive, "GY",
             "Dose at the top of the colour bar, Gy [what 99.9 % of the voxels stay below]");
  add_gamma(app, options.comparison);
  add_parsed(app, "--threshold", options.comparison.gamma.threshold_percent, parse_percent, "PCT",
             "Compare voxels with at least this percentage of the maximum reference dose [10%]");
  app->add_option("--threads", options.comparison.gamma.threads, "CPU threads; 0: all")
      ->check(whole_number(0, 4096))
      ->capture_default_str()
      ->type_name("N");
  add_json(app, command.json);
  app->footer(
      "A dose that cannot be read, or that shares no voxel with the first, is an error that names "
      "it, and no report is written: leave it out to go on without it.");
}

}  // namespace yttria
