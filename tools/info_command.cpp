// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "engine/case/case_file.hpp"
#include "engine/error.hpp"
#include "engine/hdf5/group.hpp"
#include "engine/kernel_methods/kernel_file.hpp"
#include "engine/result/dose_map_file.hpp"
#include "tools/case_summary.hpp"
#include "tools/command_line.hpp"
#include "tools/dose_summary.hpp"
#include "tools/exit_code.hpp"
#include "tools/kernel_summary.hpp"
#include "tools/printable.hpp"

namespace yttria {

namespace {

std::string format_of(const std::filesystem::path& path) {
  const hdf5::InputFile file(path);
  if (!file.has_attribute("format")) {
    file.fail(
        "has no attribute \"format\"; it is no file of this program; give a case, dose or kernel "
        "file");
  }
  return file.text("format");
}

nlohmann::ordered_json comparison_files(const std::filesystem::path& path) {
  const hdf5::InputFile file(path);
  return {{"reference", file.text("reference")}, {"test", file.text("test")}};
}

std::string provenance_text(const Provenance& provenance) {
  std::string text = "\n";
  for (const auto& [name, value] : provenance) {
    if (const auto* words = std::get_if<std::string>(&value)) {
      text += fmt::format("{:<24} {}\n", printable(name), printable(*words));
    } else if (const auto* number = std::get_if<double>(&value)) {
      text += fmt::format("{:<24} {:.6g}\n", printable(name), *number);
    } else if (const auto* whole = std::get_if<std::uint64_t>(&value)) {
      text += fmt::format("{:<24} {}\n", printable(name), *whole);
    } else {
      for (const std::string& line : std::get<std::vector<std::string>>(value)) {
        text += fmt::format("{:<24} {}\n", printable(name), printable(line));
      }
    }
  }
  return text;
}

void print(const InfoCommand& command, const std::string& format, nlohmann::ordered_json json,
           const std::string& text) {
  if (command.json) {
    nlohmann::ordered_json report = {{"file", command.input.string()}, {"format", format}};
    report.update(json);
    fmt::print("{}\n",
               report.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace));
  } else {
    fmt::print("{}: {}\n\n{}", command.input.string(), format, text);
  }
}

}  // namespace

int execute(const InfoCommand& command) {
  const std::string format = format_of(command.input);
  if (format == "yttria-case") {
    const Case problem = read_case(command.input);
    print(command, format, case_json(problem), case_text(problem));
  } else if (format == "yttria-dose") {
    const DoseMap dose = read_dose_map(command.input);
    const std::vector<RoiStatistics> regions = roi_statistics(dose);
    print(command, format, dose_json(dose, regions),
          dose_text(dose, regions) + provenance_text(dose.provenance));
  } else if (format == "yttria-kernel") {
    std::visit(
        [&](const auto& kernel) {
          print(command, format, kernel_json(kernel),
                kernel_text(kernel) + provenance_text(kernel.provenance));
        },
        read_kernel(command.input));
  } else if (format == "yttria-comparison") {
    const nlohmann::ordered_json files = comparison_files(command.input);
    print(
        command, format, files,
        fmt::format("How the dose of {} differs from that of {}, written by yttria compare, which "
                    "also prints it.\nThe maps are in /difference; any HDF5 reader opens them.\n",
                    printable(files["test"].get<std::string>()),
                    printable(files["reference"].get<std::string>())));
  } else {
    throw InputError(
        fmt::format("{}: format \"{}\" is not known here; give a yttria-case, yttria-dose or "
                    "yttria-kernel file",
                    command.input.string(), format));
  }
  return exit_code::done;
}

}  // namespace yttria
