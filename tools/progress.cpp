// SPDX-License-Identifier: Apache-2.0
#include "tools/progress.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <cmath>
#include <cstdio>
#include <nlohmann/json.hpp>
#include <string_view>

#include "engine/error.hpp"

namespace yttria {

namespace {

constexpr std::string_view begin_of_report = R"({"histories_done":)";

std::string duration(double seconds) {
  if (std::isnan(seconds)) return "?";
  const auto whole = static_cast<long>(std::ceil(seconds));
  if (whole < 100) return fmt::format("{} s", whole);
  if (whole < 6000) return fmt::format("{} min", (whole + 30) / 60);
  return fmt::format("{:.1f} h", seconds / 3600);
}

std::string line(const Progress& p, const std::string& what) {
  std::string text = fmt::format("{:.3g}", static_cast<double>(p.histories_done));
  if (p.histories_total != 0) {
    text += fmt::format(" of {:.3g}", static_cast<double>(p.histories_total));
  }
  text += fmt::format(" histories, {:.3g}/s", p.histories_per_second);
  if (!std::isnan(p.uncertainty)) text += fmt::format(", {} {:.2f} %", what, 100 * p.uncertainty);
  return text + fmt::format(", {} left", duration(p.seconds_left));
}

/// As a full disk or a kill leaves it.
bool ends_within_a_line(const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  stream.seekg(-1, std::ios::end);
  return stream.good() && stream.get() != '\n';
}

}  // namespace

bool is_progress_file(const std::filesystem::path& file) {
  std::error_code error;
  if (!std::filesystem::is_regular_file(file, error)) return false;  // a pipe would be waited for
  std::ifstream stream(file, std::ios::binary);
  std::string begin(begin_of_report.size(), '\0');
  stream.read(begin.data(), static_cast<std::streamsize>(begin.size()));
  return stream.gcount() == 0 ? stream.eof() : begin == begin_of_report;
}

ProgressReport::ProgressReport(std::string what,
                               const std::optional<std::filesystem::path>& json_file, bool append)
    : what_(std::move(what)), terminal_(isatty(STDERR_FILENO) != 0) {
  if (!json_file) return;
  json_.open(*json_file, append ? std::ios::app : std::ios::trunc);
  if (!json_) {
    throw InputError("--progress-json " + json_file->string() +
                     ": cannot be written; is the folder there and writable?");
  }
  if (append && ends_within_a_line(*json_file)) json_ << '\n';
}

void ProgressReport::close() {
  if (line_open_) std::fputc('\n', stderr);
  line_open_ = false;
}

void ProgressReport::show(const Progress& progress) {
  write_json(progress);
  const Clock::time_point now = Clock::now();
  const bool last =
      progress.histories_total != 0 && progress.histories_done == progress.histories_total;
  if (now < next_ && !last) return;
  if (terminal_) {
    // Clears to the end of the line, so that a shorter text leaves nothing behind.
    std::fprintf(stderr, "\r%s\033[K", line(progress, what_).c_str());
    line_open_ = true;
  } else {
    std::fprintf(stderr, "%s\n", line(progress, what_).c_str());
  }
  std::fflush(stderr);
  next_ = now + (terminal_ ? std::chrono::milliseconds(200) : std::chrono::seconds(10));
}

void ProgressReport::write_json(const Progress& progress) {
  if (!json_.is_open()) return;
  const auto known = [](double value) {
    return std::isnan(value) ? nlohmann::ordered_json() : nlohmann::ordered_json(value);
  };
  const nlohmann::ordered_json report = {
      {"histories_done", progress.histories_done},
      {"histories_total", progress.histories_total != 0
                              ? nlohmann::ordered_json(progress.histories_total)
                              : nlohmann::ordered_json()},
      {"seconds", progress.seconds},
      {"histories_per_second", progress.histories_per_second},
      {"uncertainty", known(progress.uncertainty)},
      {"seconds_left", known(progress.seconds_left)}};
  json_ << report.dump() << std::endl;  // whole lines, for readers that follow the file
}

}  // namespace yttria
