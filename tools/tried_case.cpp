// SPDX-License-Identifier: Apache-2.0
#include "tools/tried_case.hpp"

#include <fmt/format.h>
#include <sys/mman.h>

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

/// A file in memory, which a child writes and its parent reads.
Lines shared_lines() {
  const int memory = ::memfd_create("problems", MFD_CLOEXEC);
  Lines file(memory < 0 ? nullptr : ::fdopen(memory, "w+"), &std::fclose);
  if (!file) throw RunError(fmt::format("no memory can be shared: {}", std::strerror(errno)));
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
    const std::vector<std::string> problems = check_case(path);
    for (const std::string& problem : problems) {
      std::fwrite(problem.c_str(), 1, problem.size() + 1, file.get());
    }
    if (std::fflush(file.get()) == 0 || problems.empty()) return;
    throw InputError(problems.front());  // files may not grow (ulimit -f), not even this one
  });
  if (trouble) return {trouble->text};
  return read_all(file);
}

Case tried_case(const std::filesystem::path& path) {
  const std::vector<std::string> problems = problems_of_case(path);
  if (!problems.empty()) throw InputError(problems.front());
  return read_case(path);
}

}  // namespace yttria
