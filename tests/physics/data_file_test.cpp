// SPDX-License-Identifier: Apache-2.0
#include "engine/physics/data_file.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <stdexcept>

namespace yttria {
namespace {

TEST(DataFile, FilesAreSortedAndSayWhereTheyComeFrom) {
  const auto& files = data_files();
  ASSERT_FALSE(files.empty());
  EXPECT_TRUE(std::is_sorted(files.begin(), files.end(),
                             [](const auto& a, const auto& b) { return a.name < b.name; }));
  for (const DataFile& file : files) {
    for (const char* needed :
         {"# Quantity: ", "\n# Units: ", "\n# Source: ", "\n# SPDX-License-Identifier: "}) {
      EXPECT_NE(file.contents.find(needed), std::string_view::npos) << file.name << needed;
    }
    EXPECT_EQ(file.contents.back(), '\n') << file.name;
  }
}

TEST(DataFile, RowsHaveNoCommentsAndNoHeader) {
  const auto rows = data_rows("bremsstrahlung_kappa.csv");
  ASSERT_EQ(rows.size(), 30u);
  EXPECT_EQ(number(rows.front().at(0)), 0);
  EXPECT_EQ(number(rows.back().at(0)), 1);
  const auto elements = data_rows("elements.csv");
  EXPECT_EQ(elements.at(2).at(1), "Li");
  EXPECT_EQ(elements.at(2).at(2), "");
}

TEST(DataFile, RowsOfAFileHaveEqualLength) {
  for (const DataFile& file : data_files()) {
    const auto rows = data_rows(file.name);
    ASSERT_FALSE(rows.empty()) << file.name;
    for (const auto& row : rows) EXPECT_EQ(row.size(), rows.front().size()) << file.name;
  }
}

TEST(DataFile, MistakesOfOursAreLogicErrors) {
  EXPECT_THROW(data_rows("none.csv"), std::logic_error);
  EXPECT_THROW(number(""), std::logic_error);
  EXPECT_THROW(number("1.5x"), std::logic_error);
  EXPECT_EQ(number("1.5e-3"), 1.5e-3);
}

TEST(DataFile, DigestIsHexadecimal) {
  EXPECT_EQ(data_digest().size(), 64u);
  EXPECT_EQ(data_digest(), data_digest());
}

}  // namespace
}  // namespace yttria
