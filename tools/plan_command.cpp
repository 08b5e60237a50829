// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "engine/analysis/compartment_doses.hpp"
#include "engine/case/case_file.hpp"
#include "engine/result/dose_map_file.hpp"
#include "tools/command_line.hpp"
#include "tools/exit_code.hpp"
#include "tools/message.hpp"
#include "tools/planning_summary.hpp"

namespace yttria {

namespace {

void add_computed(PlanningReport& report, const PlanCommand& command, const Case& problem) {
  DoseMap map = read_dose_map(*command.dose);
  const std::string doubt = check_same_case(map, problem, command.input.string());
  if (!doubt.empty()) report.warnings.push_back(doubt);
  if (!map.complete) report.warnings.push_back(map.file + " is a partial dose");
  if (map.dose_to != "medium") {
    report.warnings.push_back(map.file + " is dose to " + map.dose_to +
                              ", the models are energy over mass of the medium");
  }
  std::vector<Roi> parts = problem.rois;
  for (const ModelDose& dose : report.plan.doses) {
    parts.push_back((report.plan.compartments.*dose.where).voxels);
  }
  ComputedDoses computed{map.file, map.dose_to, {}, {}};
  const std::vector<Estimate> means = mean_doses(std::move(map), parts);
  const auto middle = means.begin() + static_cast<std::ptrdiff_t>(problem.rois.size());
  computed.regions.assign(means.begin(), middle);
  computed.models.assign(middle, means.end());
  report.computed = std::move(computed);
}

}  // namespace

int execute(const PlanCommand& command) {
  const Case problem = read_case(command.input);
  PlanningReport report;
  report.plan = plan_treatment(problem, command.choice);
  report.regions = sanity_doses(problem);
  report.regions.pop_back();  // everything is no region
  if (command.dose) add_computed(report, command, problem);
  for (const std::string& warning : report.warnings) {
    print_warning(warning);
  }
  if (command.json) {
    nlohmann::ordered_json json = {{"file", command.input.string()}};
    json.update(planning_json(report));
    fmt::print("{}\n", json.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace));
  } else {
    fmt::print("{}\n\n{}", command.input.string(), planning_text(report));
  }
  return exit_code::done;
}

}  // namespace yttria
