// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <cstdio>
#include <new>
#include <nlohmann/json.hpp>

#include "engine/child_notes.hpp"
#include "engine/error.hpp"
#include "engine/exchange/import_case.hpp"
#include "engine/hdf5/group.hpp"
#include "engine/hdf5/output_file.hpp"
#include "engine/result/output_lock.hpp"
#include "tools/command_line.hpp"
#include "tools/exit_code.hpp"
#include "tools/import_summary.hpp"
#include "tools/message.hpp"
#include "tools/refuse_same.hpp"

namespace yttria {

namespace {

void refuse_inputs(const ImportCommand& command) {
  const auto refuse = [&](const std::optional<std::filesystem::path>& input) {
    if (input) refuse_same(command.output, *input, "-o would replace an input");
  };
  refuse(command.options.ct);
  refuse(command.options.activity);
  refuse(command.options.rtstruct);
  refuse(command.options.seg);
  refuse(command.options.hu_curve);
  for (const auto& [name, path] : command.options.masks) refuse(path);
}

/// --force replaces cases, not a slice or the voxels of an image that is about to be read.
void refuse_other_files(const std::filesystem::path& output) {
  if (!std::filesystem::exists(output)) return;
  try {
    const hdf5::InputFile file(output);
    if (file.text("format") == "yttria-case") return;
  } catch (const InputError&) {
  }
  throw InputError(
      output.string() +
      ": exists and is no case of this program; it is not replaced, give another name");
}

/// Warnings are told in any case: they may explain the error.
ImportedCase imported_with_warnings(const ImportOptions& options) {
  std::vector<std::string> warnings;
  const auto tell = [&] {
    for (const std::string& warning : warnings) {
      print_warning(warning);
    }
  };
  try {
    ImportedCase imported = import_case(options, warnings);
    tell();
    return imported;
  } catch (const InputError&) {
    tell();
    throw;
  } catch (const std::bad_alloc& error) {
    tell();
    const std::string why = why_reading_failed(error);
    if (!why.empty()) throw InputError(why);  // a file that claims too much
    throw RunError(
        "out of memory: images are read whole, so give fewer slices of the CT or resample them; "
        "--crop and --grid with wider voxels make the case smaller");
  }
}

}  // namespace

int execute(const ImportCommand& command) {
  hdf5::check_output(command.output, command.force);
  refuse_inputs(command);
  refuse_other_files(command.output);
  const OutputLock lock(command.output, print_warning);
  const ImportedCase imported = imported_with_warnings(command.options);
  write_imported_case(command.output, imported, command.force);
  if (command.json) {
    nlohmann::ordered_json report = {{"file", command.output.string()},
                                     {"case_digest", imported.problem.digest}};
    report.update(import_json(imported.record));
    fmt::print("{}\n",
               report.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace));
  } else {
    fmt::print("{}\ndigest     {}\nfile       {}\n", import_text(imported.record),
               imported.problem.digest, command.output.string());
  }
  return exit_code::done;
}

}  // namespace yttria
