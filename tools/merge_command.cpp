// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "engine/hdf5/output_file.hpp"
#include "engine/log.hpp"
#include "engine/result/dose_file.hpp"
#include "engine/result/merge.hpp"
#include "engine/result/output_lock.hpp"
#include "tools/command_line.hpp"
#include "tools/dose_summary.hpp"
#include "tools/exit_code.hpp"
#include "tools/message.hpp"
#include "tools/refuse_same.hpp"

namespace yttria {

int execute(const MergeCommand& command) {
  hdf5::check_output(command.output, command.force);
  for (const std::filesystem::path& input : command.inputs) {
    refuse_same(command.output, input, "-o would replace a part");
  }
  const OutputLock lock(command.output, print_warning);
  const std::string first = command.inputs.front().string();
  Dose whole = read_dose(command.inputs.front());
  for (std::size_t i = 1; i < command.inputs.size(); ++i) {
    log_info("adding " + command.inputs[i].string());
    merge_into(whole, read_dose(command.inputs[i]), first, command.inputs[i].string());
  }
  whole.complete = is_complete(whole.batches, whole.planned_batches, whole.complete);
  const std::vector<RoiStatistics> regions = write_dose(command.output, whole, command.force);
  if (command.json) {
    nlohmann::ordered_json report = {{"file", command.output.string()}};
    report.update(dose_json(whole, regions));
    fmt::print("{}\n",
               report.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace));
  } else {
    fmt::print("{}file         {}\n", dose_text(whole, regions), command.output.string());
  }
  return exit_code::done;
}

}  // namespace yttria
