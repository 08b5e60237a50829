// SPDX-License-Identifier: Apache-2.0
#include "engine/report/html.hpp"

#include <nlohmann/json.hpp>

#include "engine/report/direction_marks.hpp"

namespace yttria::report {

namespace {

constexpr std::string_view replacement = "\xEF\xBF\xBD";  // U+FFFD

/// Bytes of the UTF-8 character at the start; 0: none is there.
std::size_t character_bytes(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char lead = byte(0);
  const std::size_t bytes = lead < 0x80                   ? 1
                            : lead >= 0xC2 && lead < 0xE0 ? 2
                            : lead >= 0xE0 && lead < 0xF0 ? 3
                            : lead >= 0xF0 && lead < 0xF5 ? 4
                                                          : 0;
  if (bytes == 0 || bytes > text.size()) return 0;
  for (std::size_t i = 1; i < bytes; ++i) {
    if ((byte(i) & 0xC0) != 0x80) return 0;
  }
  if (bytes < 3) return bytes;
  // Overlong forms, surrogates, beyond U+10FFFF.
  const bool bad = (lead == 0xE0 && byte(1) < 0xA0) || (lead == 0xED && byte(1) > 0x9F) ||
                   (lead == 0xF0 && byte(1) < 0x90) || (lead == 0xF4 && byte(1) > 0x8F);
  return bad ? 0 : bytes;
}

std::string_view entity(char c) {
  switch (c) {
    case '&':
      return "&amp;";
    case '<':
      return "&lt;";
    case '>':
      return "&gt;";
    case '"':
      return "&quot;";
    case '\'':
      return "&#39;";
    default:
      return {};
  }
}

bool is_control(char c) {
  return (static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\t') || c == 0x7F;
}

}  // namespace

Html text(std::string_view given) {
  const std::string shown = direction_marks_shown(given);
  std::string_view plain = shown;
  Html html;
  while (!plain.empty()) {
    const std::size_t bytes = character_bytes(plain);
    const std::string_view special = entity(plain.front());
    if (bytes == 0 || is_control(plain.front())) {
      html.markup += replacement;
    } else if (!special.empty()) {
      html.markup += special;
    } else {
      html.markup += plain.substr(0, bytes);
    }
    plain.remove_prefix(bytes == 0 ? 1 : bytes);
  }
  return html;
}

Html name(std::string_view plain) {
  return element("bdi", text(plain));
}

Html element(std::string_view tag, std::string_view attributes, const Html& inner) {
  std::string all;
  all.append("<").append(tag);
  if (!attributes.empty()) all.append(" ").append(attributes);
  all.append(">").append(inner.markup).append("</").append(tag).append(">");
  return {std::move(all)};
}

std::string script_json(const nlohmann::ordered_json& json) {
  using Json = nlohmann::ordered_json;
  const std::string plain = json.dump(-1, ' ', true, Json::error_handler_t::replace);
  std::string safe;
  safe.reserve(plain.size());
  for (const char c : plain) {
    // These stand in strings alone, where an escape means the same.
    if (c == '<') {
      safe += "\\u003c";
    } else if (c == '>') {
      safe += "\\u003e";
    } else if (c == '&') {
      safe += "\\u0026";
    } else {
      safe += c;
    }
  }
  return safe;
}

}  // namespace yttria::report
