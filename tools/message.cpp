// SPDX-License-Identifier: Apache-2.0
#include "tools/message.hpp"

#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "tools/printable.hpp"

namespace yttria {

namespace {

constexpr const char* red = "\033[1;31m";
constexpr const char* yellow = "\033[1;33m";

bool in_colour() {
  const char* const wish = std::getenv("NO_COLOR");
  if (wish != nullptr && *wish != '\0') return false;
  const char* const terminal = std::getenv("TERM");
  const bool able = terminal != nullptr && std::strcmp(terminal, "dumb") != 0;
  return able && isatty(STDERR_FILENO) != 0;
}

/// A line that begins with a blank goes on with the one before; no name begins a message of its
/// own.
std::string with_indented_lines(const std::string& text) {
  std::string result;
  for (std::size_t at = 0; at < text.size(); ++at) {
    result += text[at];
    const bool begins_line = text[at] == '\n' && at + 1 < text.size();
    if (begins_line && text[at + 1] != ' ' && text[at + 1] != '\n') result += "  ";
  }
  return result;
}

void print(const char* colour, const char* word, const std::string& message,
           std::string_view keep) {
  const bool coloured = in_colour();
  std::fprintf(stderr, "yttria: %s%s:%s %s\n", coloured ? colour : "", word,
               coloured ? "\033[0m" : "", with_indented_lines(printable(message, keep)).c_str());
}

}  // namespace

void print_error(const std::string& message) {
  print(red, "error", message, "\n\t");
}

void print_warning(const std::string& message) {
  print(yellow, "warning", message, "");  // one line each; a name may hold more
}

void print_note(const std::string& message) {
  std::fprintf(stderr, "yttria: %s\n", printable(message).c_str());
}

}  // namespace yttria
