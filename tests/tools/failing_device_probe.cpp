// SPDX-License-Identifier: Apache-2.0
// yttria run on one device that fails as CUDA devices do. YTTRIA_PROBE_FAILS_AT: the runs of the
// device at which it fails, one for each process, as "2,0": in the third run of the first process,
// the first run of the second. Later processes have a device that works. YTTRIA_PROBE_ASKED: with
// the failure comes a SIGTERM.
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <memory>
#include <sstream>
#include <string>
#include <variant>

#include "engine/error.hpp"
#include "engine/run/problem.hpp"
#include "tests/support/faulty_backend.hpp"
#include "tools/command_line.hpp"
#include "tools/exit_code.hpp"
#include "tools/new_process.hpp"

namespace {

using namespace yttria;

int failing_run() {
  static const int first = new_processes_left();  // of this process, whatever it sets later
  const char* text = std::getenv("YTTRIA_PROBE_FAILS_AT");
  std::istringstream runs(text == nullptr ? "" : text);
  std::string word;
  for (int process = 3 - first; process >= 0; --process) {
    if (!std::getline(runs, word, ',')) return -1;
  }
  return std::stoi(word);
}

Crew one_device(const RunOptions&, const Problem& problem) {
  test::Faults faults;
  faults.batches_at_once = 3;
  faults.keeps_runs = true;
  faults.fails_at_run = failing_run();
  if (std::getenv("YTTRIA_PROBE_ASKED") != nullptr) {
    faults.before_failure = [] { std::raise(SIGTERM); };
  }
  const auto make = [&problem, faults] {
    return std::make_unique<test::FaultyBackend>(problem.view(), problem.roi_layout(), faults);
  };
  const auto make_cpu = [&problem] {
    return make_cpu_backend(problem.view(), problem.roi_layout(), 1);
  };
  return {{{"device 0", make, false}, {"cpu", make_cpu, true}}, "device 0; the cpu stands by", ""};
}

}  // namespace

int main(int argc, char** argv) {
  try {
    auto line = parse_command_line(argc, argv);
    auto* run = line ? std::get_if<RunCommand>(&line->command) : nullptr;
    if (run == nullptr) return exit_code::bad_input;
    run->choose = one_device;
    return execute(*run);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "yttria: error: %s\n", error.what());
    return exit_code::failed;
  }
}
