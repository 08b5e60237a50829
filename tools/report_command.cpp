// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "engine/hdf5/output_file.hpp"
#include "engine/log.hpp"
#include "engine/report/page.hpp"
#include "engine/result/dose_map_file.hpp"
#include "tools/command_line.hpp"
#include "tools/exit_code.hpp"
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

void print_text(const report::ReportData& data) {
  for (const report::ReportFile& file : data.files) {
    fmt::print("{}\n", file.map.file);
    for (const report::Statement& line : file.head) {
      fmt::print("  {:<12} {:<8} {}\n", line.about, report::to_string(line.verdict), line.words);
    }
  }
}

}  // namespace

int execute(const ReportCommand& command) {
  check_paths(command);
  std::vector<DoseMap> maps;
  for (const std::filesystem::path& input : command.inputs) {
    log_info("reading " + input.string());
    maps.push_back(read_dose_map(input));
  }
  const std::string of_case = command.of_case ? command.of_case->string() : std::string();
  const report::ReportData data = report::gather_report(std::move(maps), of_case, command.options);
  write_text_file(command.output, report::report_page(data), command.force);
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
