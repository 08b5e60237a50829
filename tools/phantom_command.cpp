// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "engine/case/case_file.hpp"
#include "engine/hdf5/output_file.hpp"
#include "engine/result/output_lock.hpp"
#include "tools/case_summary.hpp"
#include "tools/command_line.hpp"
#include "tools/exit_code.hpp"
#include "tools/message.hpp"

namespace yttria {

int execute(const PhantomCommand& command) {
  hdf5::check_output(command.output, command.force);
  const OutputLock lock(command.output, print_warning);
  const Case problem =
      std::visit([](const auto& phantom) { return make_phantom(phantom); }, command.phantom);
  write_case(command.output, problem, command.force);
  if (command.json) {
    nlohmann::ordered_json report = {{"file", command.output.string()}};
    report.update(case_json(problem));
    fmt::print("{}\n",
               report.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace));
  } else {
    fmt::print("{}\nfile       {}\n", case_text(problem), command.output.string());
  }
  return exit_code::done;
}

}  // namespace yttria
