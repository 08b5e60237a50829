// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "engine/error.hpp"
#include "engine/exchange/name_pattern.hpp"
#include "engine/exchange/utf8.hpp"

namespace yttria {
namespace {

TEST(NamePattern, StarsAndQuestionMarks) {
  EXPECT_TRUE(fits_pattern("livertumor1", "livertumor1"));
  EXPECT_TRUE(fits_pattern("LiverTumor1", "*tumor?"));
  EXPECT_TRUE(fits_pattern("abcabd", "*abd"));
  EXPECT_TRUE(fits_pattern("", "*"));
  EXPECT_TRUE(fits_pattern("a", "**a**"));
  EXPECT_FALSE(fits_pattern("liver", "live"));
  EXPECT_FALSE(fits_pattern("liver", "?liver"));
  EXPECT_FALSE(fits_pattern("tumor12", "*tumor?"));
  EXPECT_FALSE(fits_pattern("", "?"));
}

TEST(Utf8, WhatIsIllFormedBecomesAQuestionMark) {
  EXPECT_EQ(well_formed_utf8("Leber \xC3\xA4 \xE8\x82\x9D \xF0\x9F\x98\x80"),
            "Leber \xC3\xA4 \xE8\x82\x9D \xF0\x9F\x98\x80");
  EXPECT_EQ(well_formed_utf8("\xE4"), "?");
  EXPECT_EQ(well_formed_utf8("a\xC0\xAF"), "a??");          // overlong
  EXPECT_EQ(well_formed_utf8("\xED\xA0\x80"), "???");       // a surrogate
  EXPECT_EQ(well_formed_utf8("\xF4\x90\x80\x80"), "????");  // beyond U+10FFFF
  EXPECT_EQ(well_formed_utf8("\xE8\x82"), "??");            // cut off
}

TEST(InputErrors, NoByteOf0EndsTheMessage) {
  const InputError error(std::string("a\0b: is\0 wrong", 14));
  EXPECT_STREQ(error.what(), "a\\x00b: is\\x00 wrong");
}

}  // namespace
}  // namespace yttria
