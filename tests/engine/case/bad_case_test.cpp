// SPDX-License-Identifier: Apache-2.0
#include "tests/engine/case/bad_case.hpp"

#include <gmock/gmock.h>

#include "engine/case/case_file.hpp"
#include "engine/error.hpp"
#include "engine/physics/material_library.hpp"
#include "tests/engine/support/temporary_folder.hpp"

namespace yttria::test {

void PrintTo(const Mistake& mistake, std::ostream* out) {
  *out << mistake.name;
}

std::string name_of(const testing::TestParamInfo<Mistake>& info) {
  return info.param.name;
}

TEST_P(BadCase, IsRefusedWithPlaceAndRemedy) {
  const TemporaryFolder folder;
  const std::filesystem::path path = folder / "case.h5";
  Case problem = GetParam().start == Start::points ? small_case_of_points() : small_case();
  if (GetParam().start == Start::own_material) {
    problem.materials[1] = user_material("resin", {{1, 0.08}, {6, 0.62}, {8, 0.3}}, 0);
  }
  write_case(path, problem, false);
  read_case(path);  // good before the mistake
  {
    EditedFile file(path);
    GetParam().make(file);
  }
  std::string message;
  try {
    read_case(path);
  } catch (const InputError& error) {
    message = error.what();
  }
  ASSERT_NE(message, "") << "the mistake was accepted";
  EXPECT_THAT(message, testing::StartsWith(path.string() + ": /"));
  for (const std::string& part : GetParam().message) {
    EXPECT_THAT(message, testing::HasSubstr(part));
  }
  // The pass that keeps all finds the same first problem.
  const std::vector<std::string> problems = check_case(path);
  ASSERT_FALSE(problems.empty());
  EXPECT_EQ(problems.front(), message);
}

}  // namespace yttria::test
