// SPDX-License-Identifier: Apache-2.0
#include "engine/report/direction_marks.hpp"

#include <fmt/format.h>

namespace yttria::report {

namespace {

/// Code point of the mark at the start; 0: none is there.
unsigned mark_at(std::string_view text) {
  if (text.size() < 3 || text[0] != '\xE2') return 0;
  const auto last = static_cast<unsigned char>(text[2]);
  if (text[1] == '\x80' && last >= 0xAA && last <= 0xAE) return 0x2000u + (last & 0x3Fu);
  if (text[1] == '\x81' && last >= 0xA6 && last <= 0xA9) return 0x2040u + (last & 0x3Fu);
  return 0;
}

}  // namespace

std::string direction_marks_shown(std::string_view utf8) {
  std::string shown;
  while (!utf8.empty()) {
    const unsigned mark = mark_at(utf8);
    shown += mark != 0 ? fmt::format("[U+{:04X}]", mark) : std::string(1, utf8.front());
    utf8.remove_prefix(mark != 0 ? 3 : 1);
  }
  return shown;
}

}  // namespace yttria::report
