// SPDX-License-Identifier: Apache-2.0
#include <limits>

#include "tests/engine/case/bad_case.hpp"

namespace yttria::test {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

std::vector<double> identity_with(std::size_t i, double value) {
  std::vector<double> direction = {1, 0, 0, 0, 1, 0, 0, 0, 1};
  direction[i] = value;
  return direction;
}

const std::vector<Mistake> format_and_grid = {
    {"MissingFormat",
     [](auto& f) { f.remove_attribute("/", "format"); },
     {"/: has no attribute \"format\"", "yttria-case"}},
    {"OtherFormat",
     [](auto& f) { f.set_text("/", "format", "yttria-dose"); },
     {"format is \"yttria-dose\"", "\"yttria-case\" file is needed"}},
    {"MissingVersion",
     [](auto& f) { f.remove_attribute("/", "format_version"); },
     {"format_version", "[1, 0]"}},
    {"NewerMajor",
     [](auto& f) {
       f.set_integers("/", "format_version", {2, 0});
     },
     {"format_version is 2.0", "use a newer program"}},
    {"ShortVersion",
     [](auto& f) { f.set_integers("/", "format_version", {1}); },
     {"format_version holds 1 numbers"}},
    {"MissingGrid", [](auto& f) { f.remove("/grid"); }, {"/grid: is missing"}},
    {"MissingSpacing",
     [](auto& f) { f.remove_attribute("/grid", "spacing_mm"); },
     {"/grid: has no attribute \"spacing_mm\"; add it"}},
    {"TwoSpacings",
     [](auto& f) {
       f.set_numbers("/grid", "spacing_mm", {1, 1});
     },
     {"/grid: attribute \"spacing_mm\" holds 2 numbers, but must hold 3"}},
    {"SpacingTooSmall",
     [](auto& f) {
       f.set_numbers("/grid", "spacing_mm", {2, 0.00999, 2});
     },
     {"/grid: spacing_mm[1] is 0.00999", "from 0.01 to 20000 mm"}},
    {"SpacingTooLarge",
     [](auto& f) {
       f.set_numbers("/grid", "spacing_mm", {2, 2, 20001});
     },
     {"spacing_mm[2] is 20001"}},
    {"SpacingZero",
     [](auto& f) {
       f.set_numbers("/grid", "spacing_mm", {0, 2, 2});
     },
     {"spacing_mm[0] is 0"}},
    {"SpacingText",
     [](auto& f) { f.set_text("/grid", "spacing_mm", "2"); },
     {"\"spacing_mm\" is string, but must be numbers"}},
    {"OriginNaN",
     [](auto& f) {
       f.set_numbers("/grid", "origin_mm", {0, nan, 0});
     },
     {"/grid: origin_mm[1] is nan; it must be finite"}},
    {"DirectionNotUnit",
     [](auto& f) { f.set_numbers("/grid", "direction", identity_with(4, 1.0001)); },
     {"/grid: direction is not orthonormal: columns 1 and 1"}},
    {"DirectionNotPerpendicular",
     [](auto& f) { f.set_numbers("/grid", "direction", identity_with(1, 1e-5)); },
     {"columns 0 and 1", "perpendicular unit vectors"}}};

INSTANTIATE_TEST_SUITE_P(Format, BadCase, testing::ValuesIn(format_and_grid), name_of);

}  // namespace
}  // namespace yttria::test
