// SPDX-License-Identifier: Apache-2.0
#include "tools/printable.hpp"

#include <fmt/format.h>

#include "engine/direction_mark.hpp"

namespace yttria {

namespace {

unsigned byte_at(std::string_view text, std::size_t at) {
  return at < text.size() ? static_cast<unsigned char>(text[at]) : 0;
}

/// The code of a two- or three-byte sequence of UTF-8 that a terminal might obey; 0: there is none.
unsigned obeyed_code(std::string_view text, std::size_t at) {
  const unsigned first = byte_at(text, at), second = byte_at(text, at + 1);
  if (first == 0xC2 && second >= 0x80 && second <= 0x9F) return second;
  return direction_mark_at(text.substr(at));
}

}  // namespace

std::string printable(std::string_view text, std::string_view keep) {
  std::string result;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const unsigned byte = byte_at(text, at);
    if (const unsigned code = obeyed_code(text, at); code != 0) {
      result += fmt::format("\\u{:04X}", code);
      at += byte == 0xC2 ? 1 : 2;
    } else if ((byte < 0x20 || byte == 0x7F) && keep.find(text[at]) == std::string_view::npos) {
      result += fmt::format("\\x{:02X}", byte);
    } else {
      result += text[at];
    }
  }
  return result;
}

}  // namespace yttria
