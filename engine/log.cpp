// SPDX-License-Identifier: Apache-2.0
#include "engine/log.hpp"

#include <spdlog/sinks/basic_file_sink.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <memory>
#include <string>
#include <vector>

#include "engine/error.hpp"

namespace yttria {

namespace {

std::shared_ptr<spdlog::logger>& logger() {
  static std::shared_ptr<spdlog::logger> instance;
  return instance;
}

}  // namespace

void start_log(bool verbose, const std::optional<std::filesystem::path>& file) {
  std::vector<spdlog::sink_ptr> sinks;
  if (verbose) sinks.push_back(std::make_shared<spdlog::sinks::stderr_sink_mt>());
  if (file) {
    try {
      sinks.push_back(std::make_shared<spdlog::sinks::basic_file_sink_mt>(file->string()));
    } catch (const spdlog::spdlog_ex&) {
      throw InputError(file->string() + ": the log file cannot be opened; is the folder writable?");
    }
  }
  if (sinks.empty()) return;
  logger() = std::make_shared<spdlog::logger>("yttria", sinks.begin(), sinks.end());
  logger()->set_pattern("%Y-%m-%dT%H:%M:%S%z %v");
  logger()->flush_on(spdlog::level::info);
}

void log_info(std::string_view message) {
  if (logger()) logger()->info(message);
}

}  // namespace yttria
