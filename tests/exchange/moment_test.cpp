// SPDX-License-Identifier: Apache-2.0
#include "engine/moment.hpp"

#include <gtest/gtest.h>

namespace yttria {
namespace {

double between(const std::string& date_a, const std::string& time_a, const std::string& date_b,
               const std::string& time_b) {
  return dicom_moment(date_b, time_b)->seconds - dicom_moment(date_a, time_a)->seconds;
}

TEST(Moment, DatesCountAsMuchAsTimes) {
  EXPECT_EQ(between("20240228", "235930", "20240229", "000030"), 60);         // across midnight
  EXPECT_EQ(between("20240228", "120000", "20240301", "120000"), 2 * 86400);  // a leap day
  EXPECT_EQ(between("20231231", "23", "20240101", "0130"), 2.5 * 3600);
  EXPECT_EQ(between("20240101", "101010.25", "20240101", "101011.5"), 1.25);
  EXPECT_EQ(between("2024.01.01", "10:00:00", "20240101", "100001"), 1);  // as ACR-NEMA wrote
}

TEST(Moment, WhatIsNoneIsEmpty) {
  EXPECT_FALSE(dicom_moment("20240230", "120000"));
  EXPECT_FALSE(dicom_moment("202401", "120000"));
  EXPECT_FALSE(dicom_moment("20240101", ""));
  EXPECT_FALSE(dicom_moment("20240101", "250000"));
  EXPECT_FALSE(dicom_moment("20240101", "1260"));
  EXPECT_FALSE(dicom_moment("20240101", "12005x"));
  EXPECT_FALSE(dicom_date_time("20240101"));
  EXPECT_FALSE(dicom_date_time("20240101120000+1"));
  EXPECT_FALSE(written_moment("2024-01-31"));
  EXPECT_FALSE(written_moment("31.01.2024 12:00"));
}

TEST(Moment, ZonesAreRead) {
  const auto zoned = dicom_date_time("20240101120000.5-0330");
  ASSERT_TRUE(zoned);
  EXPECT_EQ(zoned->moment.seconds, dicom_moment("20240101", "120000.5")->seconds);
  EXPECT_EQ(zoned->zone_minutes, -210);
  EXPECT_FALSE(dicom_date_time("20240101120000")->zone_minutes);
  EXPECT_EQ(dicom_zone_minutes("+0100"), 60);
}

TEST(Moment, WrittenAndReadAgain) {
  const auto moment = written_moment("2024-02-29T07:08:09");
  ASSERT_TRUE(moment);
  EXPECT_EQ(to_string(*moment), "2024-02-29 07:08:09");
  EXPECT_EQ(written_moment("2024-02-29 07:08")->seconds + 9, moment->seconds);
}

}  // namespace
}  // namespace yttria
