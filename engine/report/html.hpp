// SPDX-License-Identifier: Apache-2.0
// Markup as a type of its own: text from files gets into the page through text() alone, which
// escapes it, since no string turns into Html by itself.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

namespace yttria::report {

struct Html {
  std::string markup;

  Html& operator+=(const Html& more) {
    markup += more.markup;
    return *this;
  }
};
inline Html operator+(Html one, const Html& other) {
  return one += other;
}

/// Plain text, shown as it is: & < > " ' become entities; what is no UTF-8 and control characters
/// become U+FFFD.
Html text(std::string_view plain);
/// As text(), set apart so that its writing direction does not reach what stands around it.
Html name(std::string_view plain);
/// Markup that this program wrote.
inline Html markup(std::string_view own) {
  return {std::string(own)};
}
/// <tag>inner</tag>; `attributes` is markup of our own: class="x".
Html element(std::string_view tag, std::string_view attributes, const Html& inner);
inline Html element(std::string_view tag, const Html& inner) {
  return element(tag, "", inner);
}
inline Html paragraph(std::string_view plain) {
  return element("p", text(plain));
}

/// JSON that may stand inside <script>: ASCII, without < > &.
std::string script_json(const nlohmann::ordered_json& json);

}  // namespace yttria::report
