// SPDX-License-Identifier: Apache-2.0
// The program: parses the command line, dispatches, turns errors into messages and exit codes.
#include <csignal>
#include <cstdio>
#include <exception>
#include <new>

#include "engine/error.hpp"
#include "engine/log.hpp"
#include "tools/command_line.hpp"
#include "tools/exit_code.hpp"
#include "tools/message.hpp"

namespace {

int fail(const char* message, int code) {
  std::fflush(stdout);
  yttria::print_error(message);
  return code;
}

int run(int argc, char** argv) {
  using namespace yttria;
  const auto line = parse_command_line(argc, argv);
  if (!line) return exit_code::done;
  start_log(line->log.verbose, line->log.file);
  const int code = std::visit([](const auto& command) { return execute(command); }, line->command);
  if (std::fflush(stdout) != 0 && code != exit_code::interrupted)
    throw RunError("standard output cannot be written");
  return code;
}

}  // namespace

int main(int argc, char** argv) {
  std::signal(SIGXFSZ, SIG_IGN);  // a file that may not grow is an error like a full disk
  try {
    return run(argc, argv);
  } catch (const yttria::InputError& error) {
    return fail(error.what(), yttria::exit_code::bad_input);
  } catch (const std::bad_alloc&) {
    return fail("out of memory; yttria check CASE.h5 tells what a run takes",
                yttria::exit_code::failed);
  } catch (const std::exception& error) {
    return fail(error.what(), yttria::exit_code::failed);
  }
}
