// SPDX-License-Identifier: Apache-2.0
#include "tools/tried_case.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>

#include "engine/case/case_file.hpp"
#include "engine/error.hpp"
#include "engine/trial.hpp"

namespace yttria {

namespace {

using Lines = std::unique_ptr<std::FILE, decltype(&std::fclose)>;

/// A file without a name, which a child writes and its parent reads.
Lines shared_lines() {
  Lines file(std::tmpfile(), &std::fclose);
  if (!file) throw RunError(fmt::format("no temporary file can be made: {}", std::strerror(errno)));
  return file;
}

std::vector<std::string> read_all(const Lines& file) {
  std::rewind(file.get());
  std::vector<std::string> lines(1);
  for (int c = std::fgetc(file.get()); c != EOF; c = std::fgetc(file.get())) {
    if (c == '\0') lines.emplace_back();
    if (c != '\0') lines.back() += static_cast<char>(c);
  }
  lines.pop_back();
  return lines;
}

}  // namespace

std::vector<std::string> problems_of_case(const std::filesystem::path& path) {
  const Lines file = shared_lines();
  const auto trouble = trouble_in_child(path, [&] {
    for (const std::string& problem : check_case(path)) {
      std::fwrite(problem.c_str(), 1, problem.size() + 1, file.get());
    }
    std::fflush(file.get());
  });
  if (trouble) return {*trouble};
  return read_all(file);
}

Case tried_case(const std::filesystem::path& path) {
  const std::vector<std::string> problems = problems_of_case(path);
  if (!problems.empty()) throw InputError(problems.front());
  return read_case(path);
}

}  // namespace yttria
