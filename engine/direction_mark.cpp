// SPDX-License-Identifier: Apache-2.0
#include "engine/direction_mark.hpp"

namespace yttria {

unsigned direction_mark_at(std::string_view utf8) {
  if (utf8.size() < 3 || utf8[0] != '\xE2') return 0;
  const auto second = static_cast<unsigned char>(utf8[1]);
  const auto third = static_cast<unsigned char>(utf8[2]);
  const unsigned code = 0x2000u + ((second & 0x3Fu) << 6) + (third & 0x3Fu);
  const bool turns = (code >= 0x200E && code <= 0x200F) || (code >= 0x202A && code <= 0x202E) ||
                     (code >= 0x2066 && code <= 0x2069);
  return turns ? code : 0;
}

}  // namespace yttria
