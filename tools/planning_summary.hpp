// SPDX-License-Identifier: Apache-2.0
// Planning models of a case beside its dose, as text and as JSON.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

#include "engine/analysis/planning.hpp"
#include "engine/result/estimate.hpp"
#include "engine/run/sanity_dose.hpp"

namespace yttria {

/// Mean doses of a dose file, Gy: of each region of the case, and of the compartment of each model.
struct ComputedDoses {
  std::string file;
  std::string dose_to;
  std::vector<Estimate> regions, models;
};

struct PlanningReport {
  Planning plan;
  std::vector<SanityDose> regions;  // of the case, by its order
  std::optional<ComputedDoses> computed;
  std::vector<std::string> warnings;
};

std::string planning_text(const PlanningReport& report);
nlohmann::ordered_json planning_json(const PlanningReport& report);

}  // namespace yttria
