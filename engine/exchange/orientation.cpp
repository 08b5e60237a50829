// SPDX-License-Identifier: Apache-2.0
#include "engine/exchange/orientation.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace yttria {

namespace {

/// Row with the largest component of a column.
std::size_t nearest_patient_axis(const std::array<double, 9>& direction, std::size_t column) {
  std::size_t nearest = 0;
  for (std::size_t row = 1; row < 3; ++row) {
    if (std::abs(direction[3 * row + column]) > std::abs(direction[3 * nearest + column])) {
      nearest = row;
    }
  }
  return nearest;
}

}  // namespace

std::string orientation_letters(const std::array<double, 9>& direction) {
  std::string letters;
  for (std::size_t column = 0; column < 3; ++column) {
    const std::size_t row = nearest_patient_axis(direction, column);
    letters += direction[3 * row + column] >= 0 ? "LPS"[row] : "RAI"[row];
  }
  return letters;
}

double obliquity_degrees(const std::array<double, 9>& direction) {
  double largest = 0;
  for (std::size_t column = 0; column < 3; ++column) {
    const std::size_t along = nearest_patient_axis(direction, column);
    double across = 0;
    for (std::size_t row = 0; row < 3; ++row) {
      if (row != along) across += direction[3 * row + column] * direction[3 * row + column];
    }
    // From the sine: the cosine of a small angle has too few digits.
    largest =
        std::max(largest, std::atan2(std::sqrt(across), std::abs(direction[3 * along + column])));
  }
  return largest * 180 / std::numbers::pi;
}

}  // namespace yttria
