// SPDX-License-Identifier: Apache-2.0
#include "engine/report/direction_marks.hpp"

#include <fmt/format.h>

#include "engine/direction_mark.hpp"

namespace yttria::report {

std::string direction_marks_shown(std::string_view utf8) {
  std::string shown;
  while (!utf8.empty()) {
    const unsigned mark = direction_mark_at(utf8);
    shown += mark != 0 ? fmt::format("[U+{:04X}]", mark) : std::string(1, utf8.front());
    utf8.remove_prefix(mark != 0 ? 3 : 1);
  }
  return shown;
}

}  // namespace yttria::report
