// SPDX-License-Identifier: Apache-2.0
#include "tools/printable.hpp"

#include <gtest/gtest.h>

namespace yttria {
namespace {

TEST(Printable, ATerminalObeysNothingOfIt) {
  EXPECT_EQ(printable("liver\x1b[31m\a\r\n\x7f"), "liver\\x1B[31m\\x07\\x0D\\x0A\\x7F");
  EXPECT_EQ(printable("\xC2\x9B"
                      "31m"),
            "\\u009B31m");
  EXPECT_EQ(printable("\xE2\x80\xAE"
                      "revil"),
            "\\u202Erevil");
  EXPECT_EQ(printable("a\nb\x1b", "\n"), "a\nb\\x1B");
}

TEST(Printable, LettersStay) {
  const std::string text =
      "Leber re. \xC3\xA4\xC3\xB6 \xE2\x82\xAC \xE8\x82\x9D (1) \xF0\x9F\x98\x80";
  EXPECT_EQ(printable(text), text);
  EXPECT_EQ(printable("cut \xE2"), "cut \xE2");
}

}  // namespace
}  // namespace yttria
