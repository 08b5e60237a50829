// SPDX-License-Identifier: Apache-2.0
// The program: parses the command line, dispatches, turns errors into messages and exit codes.
#include <fcntl.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <exception>
#include <new>
#include <string>
#include <string_view>
#include <type_traits>

#include "engine/child_notes.hpp"
#include "engine/error.hpp"
#include "engine/log.hpp"
#include "tools/command_line.hpp"
#include "tools/exit_code.hpp"
#include "tools/interruption.hpp"
#include "tools/log_file.hpp"
#include "tools/message.hpp"
#include "tools/supervisor.hpp"

namespace {

using namespace yttria;

int fail(const std::string& message, int code) {
  std::fflush(stdout);
  print_error(message);
  return code;
}

/// Commands that do nothing but work on files. The others use CUDA, which must not be confined, or
/// read no file; what those read is tried in a child first.
template <class Command, class... Among>
constexpr bool is_one_of = (std::is_same_v<Command, Among> || ...);
template <class Command>
constexpr bool is_supervised =
    is_one_of<Command, InfoCommand, MergeCommand, CompareCommand, DvhCommand, PlanCommand,
              ReportCommand, ImportCommand, ExportCommand>;

template <class Command>
int perform(const Command& command) {
  const int code = execute(command);
  if (std::fflush(stdout) != 0 && code != exit_code::interrupted)
    throw RunError("standard output cannot be written");
  return code;
}

/// The exit code of what `work` does; errors become messages.
template <class Work>
int with_messages(const Work& work) {
  try {
    return work();
  } catch (const InputError& error) {
    return fail(error.what(), exit_code::bad_input);
  } catch (const RunError& error) {
    return fail(error.what(), exit_code::failed);
  } catch (const std::exception& error) {
    const std::string why = why_reading_failed(error);
    if (!why.empty()) return fail(why, exit_code::bad_input);
    const bool short_of_memory = dynamic_cast<const std::bad_alloc*>(&error) != nullptr;
    return fail(short_of_memory ? "out of memory; yttria check CASE.h5 tells what a run takes"
                                : error.what(),
                exit_code::failed);
  }
}

/// A file that is opened must not become a standard stream that was closed: messages would be
/// written into it.
void open_standard_streams() {
  int descriptor = 0;
  do descriptor = ::open("/dev/null", O_RDWR);
  while (descriptor >= 0 && descriptor <= STDERR_FILENO);
  if (descriptor >= 0) ::close(descriptor);
}

}  // namespace

int main(int argc, char** argv) {
  open_standard_streams();
  if (argc > 1 && std::string_view(argv[1]) == "run") stop_when_asked();  // from the first moment
  std::signal(SIGXFSZ, SIG_IGN);  // a file that may not grow is an error like a full disk
  return with_messages([&] {
    const auto line = parse_command_line(argc, argv);
    if (!line) return exit_code::done;
    // Flags of the log may stand before the command.
    if (std::holds_alternative<RunCommand>(line->command)) stop_when_asked();
    if (line->log.file) check_log_file(*line->log.file, {argv + 1, argv + argc});
    start_log(line->log.verbose, line->log.file);
    return std::visit(
        []<class Command>(const Command& command) {
          const auto work = [&] { return with_messages([&] { return perform(command); }); };
          if constexpr (is_supervised<Command>) return supervised(work);
          return work();
        },
        line->command);
  });
}
