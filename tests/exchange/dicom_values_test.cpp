// SPDX-License-Identifier: Apache-2.0
#include "engine/exchange/dicom_values.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <set>

namespace yttria {
namespace {

TEST(DicomValues, DecimalStringsAreShortAndRight) {
  EXPECT_EQ(decimal_string(0), "0");
  EXPECT_EQ(decimal_string(-0.0), "0");
  EXPECT_EQ(decimal_string(0.1 + 0.2), "0.3");
  EXPECT_EQ(decimal_string(-249.51171875), "-249.51171875");
  for (const double value :
       {-1.0 / 3, 1e-7 / 3, -1e5 / 7, -2e-5 / 3, 1.5e-300, -999999.123456789}) {
    const std::string text = decimal_string(value);
    EXPECT_LE(text.size(), 16u) << text;
    EXPECT_NEAR(std::strtod(text.c_str(), nullptr) / value, 1, 1e-8) << text;
  }
}

TEST(DicomValues, IdentifiersAreValidAndNew) {
  std::set<std::string> seen;
  for (int i = 0; i < 1000; ++i) {
    const std::string uid = new_dicom_uid();
    EXPECT_TRUE(is_dicom_uid(uid)) << uid;
    EXPECT_EQ(uid.substr(0, 5), "2.25.");
    EXPECT_LE(uid.size(), 44u);
    EXPECT_TRUE(seen.insert(uid).second);
  }
}

TEST(DicomValues, WhatIsNoIdentifier) {
  EXPECT_TRUE(is_dicom_uid("1.2.840.10008.5.1.4.1.1.481.2"));
  for (const char* text : {"", "1", "1.02", "1..2", "1.2.", "a.b", "1.2 "}) {
    EXPECT_FALSE(is_dicom_uid(text)) << text;
  }
  EXPECT_FALSE(is_dicom_uid("1." + std::string(63, '2')));
}

}  // namespace
}  // namespace yttria
