// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <optional>

#include "engine/analysis/comparison_file.hpp"
#include "engine/hdf5/output_file.hpp"
#include "engine/log.hpp"
#include "engine/result/dose_map_file.hpp"
#include "engine/result/output_lock.hpp"
#include "kernels/launch/thread_pool.hpp"
#include "tools/command_line.hpp"
#include "tools/comparison_summary.hpp"
#include "tools/exit_code.hpp"
#include "tools/message.hpp"
#include "tools/refuse_same.hpp"

namespace yttria {

int execute(const CompareCommand& command) {
  limit_shared_threads(command.options.gamma.threads);
  if (command.output) {
    hdf5::check_output(*command.output, command.force);
    refuse_same(*command.output, command.reference, "-o would replace the reference");
    refuse_same(*command.output, command.test, "-o would replace the test");
  }
  std::optional<OutputLock> lock;
  if (command.output) lock.emplace(*command.output, print_warning);
  log_info("reading " + command.reference.string());
  const DoseMap reference = read_dose_map(command.reference);
  log_info("reading " + command.test.string());
  const DoseMap test = read_dose_map(command.test);
  const Comparison comparison = compare(reference, test, command.options);
  if (command.output) write_comparison(*command.output, comparison, command.force);
  if (command.json) {
    nlohmann::ordered_json report = comparison_json(comparison);
    if (command.output) report["file"] = command.output->string();
    fmt::print("{}\n",
               report.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace));
  } else {
    fmt::print("{}", comparison_text(comparison));
    if (command.output) fmt::print("file         {}\n", command.output->string());
  }
  return exit_code::done;
}

}  // namespace yttria
