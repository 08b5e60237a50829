// SPDX-License-Identifier: Apache-2.0
#include "engine/run/resume.hpp"

#include <fmt/format.h>

#include <charconv>
#include <optional>

#include "engine/error.hpp"
#include "engine/result/run_differences.hpp"
#include "engine/run/batch_loop.hpp"

namespace yttria {

namespace {

std::optional<Goal> goal_of(const Dose& dose) {
  for (const auto& [name, value] : dose.provenance) {
    const auto* text = std::get_if<std::string>(&value);
    if (name != "goal" || text == nullptr) continue;
    const std::size_t sign = text->rfind('=');
    Goal goal;
    if (sign == std::string::npos) return std::nullopt;
    goal.name = text->substr(0, sign);
    const char* end = text->data() + text->size();
    const auto parsed = std::from_chars(text->data() + sign + 1, end, goal.percent);
    if (parsed.ec != std::errc() || parsed.ptr != end) return std::nullopt;
    return goal;
  }
  return std::nullopt;
}

/// The cap that was given with the goal.
std::optional<std::uint64_t> goal_histories(const Dose& dose) {
  for (const auto& [name, value] : dose.provenance) {
    const auto* number = std::get_if<std::uint64_t>(&value);
    if (name == "goal_histories" && number != nullptr) return *number;
  }
  return std::nullopt;
}

}  // namespace

std::string to_string(const Goal& goal) {
  return fmt::format("{}={}", goal.name, goal.percent);
}

RunOptions continued(RunOptions options, const Dose& before) {
  const std::uint64_t size = before.identity.histories_per_batch;
  if (!options.batch_size) options.batch_size = size;
  if (options.histories || options.goal) return options;
  if (before.planned_batches != 0) {
    options.histories = before.planned_batches * size;
  } else if (!options.batches) {
    options.goal = goal_of(before);
    if (options.goal) options.histories = goal_histories(before);
  }
  return options;
}

void check_resumable(const Dose& before, const std::string& name, const Dose& now,
                     const RunPlan& plan, const RunOptions& options) {
  const std::string differences = differences_of_runs(before, now);
  if (!differences.empty()) {
    throw InputError(fmt::format(
        "{}: cannot be resumed: {}, in the file and now; give the same case, settings and seed, or "
        "another output",
        name, differences));
  }
  const std::uint64_t last = before.batches.empty() ? 0 : before.batches.back().last;
  const bool same_plan = plan.planned_batches == before.planned_batches;  // and more was added
  if (options.batches || same_plan || last <= plan.batches.last) return;
  throw InputError(fmt::format(
      "{}: cannot be resumed: it contains the batches {}, which is more than the {} of "
      "--histories; "
      "ask for at least {} histories",
      name, to_string(before.batches), plan.batches.last, last * plan.histories_per_batch));
}

std::string goal_warning(const Dose& before, const RunOptions& options) {
  if (!options.goal || before.batches.empty()) return "";
  const std::optional<Goal> earlier = goal_of(before);
  // An earlier run has seen that a looser goal was not reached before.
  if (earlier && earlier->name == options.goal->name && earlier->percent >= options.goal->percent) {
    return "";
  }
  if (before.batches.back().last <= next_goal_test(0)) return "";  // nothing was missed
  return fmt::format(
      "the first {} batches were done without the goal {}: it is tested from there on, and may "
      "have "
      "been reached before",
      before.batches.back().last, to_string(*options.goal));
}

}  // namespace yttria
