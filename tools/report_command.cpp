// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <unistd.h>

#include <cstdio>
#include <nlohmann/json.hpp>
#include <optional>

#include "engine/error.hpp"
#include "engine/hdf5/output_file.hpp"
#include "engine/log.hpp"
#include "engine/report/page.hpp"
#include "engine/result/dose_map_file.hpp"
#include "engine/result/output_lock.hpp"
#include "kernels/launch/thread_pool.hpp"
#include "tools/command_line.hpp"
#include "tools/exit_code.hpp"
#include "tools/message.hpp"
#include "tools/printable.hpp"
#include "tools/refuse_same.hpp"
#include "tools/text_file.hpp"

namespace yttria {

namespace {

void check_paths(const ReportCommand& command) {
  hdf5::check_output(command.output, command.force);
  for (const std::filesystem::path& input : command.inputs) {
    refuse_same(command.output, input, "-o would replace a dose");
  }
  if (command.of_case) refuse_same(command.output, *command.of_case, "-o would replace the case");
}

/// Each file that was asked for is in the report, or there is none: a report that lacks one, or a
/// region of one, could be signed without its absence being seen.
DoseMap read_input(const ReportCommand& command, const std::filesystem::path& input) {
  log_info("reading " + input.string());
  try {
    return read_dose_map(input);
  } catch (const InputError& error) {
    if (command.inputs.size() == 1) throw;
    throw InputError(
        fmt::format("{}; or leave {} out: no report was written", error.what(), input.string()));
  }
}

/// One line on a terminal that says what is being done, and is gone at the end: large doses take
/// minutes.
class Stage {
 public:
  ~Stage() { tell(""); }
  void tell(const std::string& what) const {
    if (isatty(STDERR_FILENO) == 0) return;
    std::fprintf(stderr, "\r%s\033[K", printable(what).c_str());
    std::fflush(stderr);
  }
};

void print_text(const report::ReportData& data) {
  for (const report::ReportFile& file : data.files) {
    fmt::print("{}\n", file.map.file);
    for (const report::Statement& line : file.head) {
      fmt::print("  {:<12} {:<8} {}\n", line.about, report::to_string(line.verdict),
                 printable(line.words));
    }
  }
}

}  // namespace

int execute(const ReportCommand& command) {
  limit_shared_threads(command.options.comparison.gamma.threads);
  check_paths(command);
  const OutputLock lock(command.output, print_warning);
  std::optional<Stage> stage(std::in_place);
  std::vector<DoseMap> maps;
  for (const std::filesystem::path& input : command.inputs) {
    stage->tell("reading " + input.string());
    maps.push_back(read_input(command, input));
  }
  const std::string of_case = command.of_case ? command.of_case->string() : std::string();
  stage->tell(maps.size() > 1 ? "comparing and gathering figures" : "gathering figures");
  const report::ReportData data = report::gather_report(std::move(maps), of_case, command.options);
  stage->tell("making the page");
  write_text_file(command.output, report::report_page(data), command.force);
  stage.reset();
  if (command.json) {
    nlohmann::ordered_json json = report::report_json(data);
    json["report"] = command.output.string();
    fmt::print("{}\n", json.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace));
  } else {
    print_text(data);
    fmt::print("report       {}\n", command.output.string());
  }
  return exit_code::done;
}

}  // namespace yttria
