// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <filesystem>
#include <fstream>
#include <optional>
#include <string>

#include "engine/run/run.hpp"

namespace yttria {

/// Tells on standard error how a run gets on: one line that renews itself on a terminal, plain
/// lines now and then otherwise. With a file, also every report as a line of JSON.
class ProgressReport {
 public:
  /// `what`: whose uncertainty is reported. `append`: goes on in a file that is there. Throws
  /// InputError when the file cannot be written.
  ProgressReport(std::string what, const std::optional<std::filesystem::path>& json_file,
                 bool append = false);
  ~ProgressReport() { close(); }
  ProgressReport(const ProgressReport&) = delete;
  ProgressReport& operator=(const ProgressReport&) = delete;

  void show(const Progress& progress);
  void close();  // ends the line on the terminal

 private:
  using Clock = std::chrono::steady_clock;

  void write_json(const Progress& progress);

  std::string what_;
  bool terminal_;
  bool line_open_ = false;
  Clock::time_point next_ = Clock::now();
  std::ofstream json_;
};

/// Whether a file holds reports of an earlier run, or nothing.
bool is_progress_file(const std::filesystem::path& file);

}  // namespace yttria
