// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "engine/run/selftest.hpp"
#include "tools/command_line.hpp"
#include "tools/exit_code.hpp"

namespace yttria {

namespace {

nlohmann::ordered_json as_json(const RunDigests& digests) {
  return {{"physics", digests.physics}, {"history", digests.history}, {"tally", digests.tally}};
}

void print_digest(const char* name, const std::string& measured, const std::string& golden) {
  if (measured == golden) {
    fmt::print("  {:<8} {}\n", name, measured);
  } else {
    fmt::print("  {:<8} {}\n  {:<8} {} expected\n", name, measured, "", golden);
  }
}

void print_json(const SelfTestReport& report) {
  nlohmann::ordered_json rows = nlohmann::ordered_json::array();
  for (const SelfTestRow& row : report.rows) {
    rows.push_back({{"backend", row.backend},
                    {"device", row.device},
                    {"preset", row.preset},
                    {"passed", row.passed()},
                    {"measured", as_json(row.measured)},
                    {"golden", as_json(row.golden)}});
  }
  const nlohmann::ordered_json all = {{"passed", report.passed()},
                                      {"verdict", report.verdict()},
                                      {"rows", rows},
                                      {"skipped", report.skipped}};
  fmt::print("{}\n", all.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace));
}

}  // namespace

int execute(const SelftestCommand& command) {
  const SelfTestReport report = self_test();
  if (command.json) {
    print_json(report);
  } else {
    for (const SelfTestRow& row : report.rows) {
      fmt::print("{} ({}), {}: {}\n", row.backend, row.device, row.preset,
                 row.passed() ? "as golden" : "DIFFERS");
      print_digest("physics", row.measured.physics, row.golden.physics);
      print_digest("history", row.measured.history, row.golden.history);
      print_digest("tally", row.measured.tally, row.golden.tally);
    }
    for (const std::string& skipped : report.skipped) fmt::print("{}\n", skipped);
    fmt::print("{}\n", report.verdict());
  }
  return report.passed() ? exit_code::done : exit_code::failed;
}

}  // namespace yttria
