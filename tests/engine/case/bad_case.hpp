// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gtest/gtest.h>

#include <functional>
#include <ostream>
#include <string>
#include <vector>

#include "tests/engine/support/edited_file.hpp"
#include "tests/engine/support/small_case.hpp"

namespace yttria::test {

/// What a mistake is made in: the small case with a map, with points, or with a material of its
/// own in row 1.
enum class Start { map, points, own_material };

/// One way in which a case file can be wrong.
struct Mistake {
  std::string name;
  std::function<void(EditedFile&)> make;
  std::vector<std::string> message;  // all of these must be in it
  Start start = Start::map;
};

void PrintTo(const Mistake& mistake, std::ostream* out);
std::string name_of(const testing::TestParamInfo<Mistake>& info);

/// Every mistake is refused, and the message names file, object, place and remedy. The test is in
/// bad_case_test.cpp, the mistakes beside it by the part of the file they are in.
class BadCase : public testing::TestWithParam<Mistake> {};

}  // namespace yttria::test
