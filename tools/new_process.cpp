// SPDX-License-Identifier: Apache-2.0
#include "tools/new_process.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>

#include "tools/quantity.hpp"

namespace yttria {

namespace {

constexpr const char* counter = "YTTRIA_NEW_PROCESSES";  // how many there were of this run
constexpr int most = 3;

/// As the system knows them, whoever has parsed them since.
std::vector<std::string> arguments_of_this_process() {
  std::ifstream file("/proc/self/cmdline", std::ios::binary);
  std::vector<std::string> arguments;
  for (std::string word; std::getline(file, word, '\0');) arguments.push_back(word);
  return arguments;
}

}  // namespace

std::vector<std::string> going_on(const std::vector<std::string>& arguments, const Way& way) {
  const std::string limit = "--max-time";
  std::vector<std::string> more;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const std::string& word = arguments[i];
    const bool apart = word == limit && i + 1 < arguments.size();
    if (apart || word.starts_with(limit + "=")) {
      const std::string time = apart ? arguments[++i] : word.substr(limit.size() + 1);
      const double left = std::max(1.0, parse_seconds(limit, time) - way.seconds);
      more.push_back(fmt::format("{}={:.3f}s", limit, left));
    } else if (!way.saved || (word != "--force" && word != "--resume")) {
      more.push_back(word);
    }
  }
  if (way.saved) more.emplace_back("--resume");
  return more;
}

int earlier_processes() {
  const char* text = std::getenv(counter);
  const int number = text == nullptr ? 0 : std::atoi(text);
  return std::clamp(number, 0, most);
}

int new_processes_left() {
  return most - earlier_processes();
}

std::string become_new_process(const Way& way) {
  std::vector<std::string> arguments = going_on(arguments_of_this_process(), way);
  std::vector<char*> pointers;
  for (std::string& argument : arguments) pointers.push_back(argument.data());
  pointers.push_back(nullptr);
  ::setenv(counter, std::to_string(earlier_processes() + 1).c_str(), 1);
  std::fflush(nullptr);
  ::execv("/proc/self/exe", pointers.data());
  return std::strerror(errno);
}

}  // namespace yttria
