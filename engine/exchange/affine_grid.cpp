// SPDX-License-Identifier: Apache-2.0
#include "engine/exchange/affine_grid.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "engine/error.hpp"
#include "engine/exchange/image_lengths.hpp"
#include "engine/exchange/slice_stack.hpp"

namespace yttria {

namespace {

constexpr double perpendicular = 1e-3;  // cosine between axes that files with few digits have

double dot(const Affine& affine, std::size_t a, std::size_t b) {
  return affine[a] * affine[b] + affine[4 + a] * affine[4 + b] + affine[8 + a] * affine[8 + b];
}

void check_shape(const std::string& where, const std::array<std::int64_t, 3>& shape) {
  std::int64_t voxels = 1;
  for (const std::int64_t extent : shape) {
    if (extent < 1 || extent > std::numeric_limits<std::int32_t>::max() / voxels) {
      throw InputError(fmt::format("{}: {} x {} x {} voxels cannot be read; give 1 to 2^31 in all",
                                   where, shape[0], shape[1], shape[2]));
    }
    voxels *= extent;
  }
}

double determinant(const Affine& m) {
  return m[0] * (m[5] * m[10] - m[6] * m[9]) - m[1] * (m[4] * m[10] - m[6] * m[8]) +
         m[2] * (m[4] * m[9] - m[5] * m[8]);
}

}  // namespace

AffineGrid grid_from_affine(const std::string& where, const std::array<std::int64_t, 3>& shape,
                            const Affine& affine) {
  check_shape(where, shape);
  Affine m = affine;
  for (const double value : m) {
    if (!std::isfinite(value))
      throw InputError(where + ": its orientation is not finite; correct it");
  }
  AffineGrid result;
  result.grid.shape = shape;
  for (std::size_t axis = 0; axis < 3; ++axis) {
    result.grid.spacing_mm[axis] = std::sqrt(dot(m, axis, axis));
    if (!(result.grid.spacing_mm[axis] > 0)) {
      throw InputError(where + ": an axis of its orientation has no length; correct it");
    }
    check_edge(where, result.grid.spacing_mm[axis]);
  }
  const std::array<double, 3>& spacing = result.grid.spacing_mm;
  for (std::size_t a = 0; a < 3; ++a) {
    const std::size_t b = (a + 1) % 3;
    const double cosine = dot(m, a, b) / (spacing[a] * spacing[b]);
    if (std::abs(cosine) > perpendicular) {
      throw InputError(
          fmt::format("{}: its axes are sheared (cosine {:.4g} between two); resample it to "
                      "a right-angled grid",
                      where, cosine));
    }
  }
  result.reverse_x = determinant(m) < 0;
  for (std::size_t row = 0; row < 3 && result.reverse_x; ++row) {
    m[4 * row + 3] += m[4 * row] * static_cast<double>(shape[0] - 1);
    m[4 * row] = -m[4 * row];
  }
  std::array<double, 6> axes{};
  for (std::size_t row = 0; row < 3; ++row) {
    axes[row] = m[4 * row] / spacing[0];
    axes[3 + row] = m[4 * row + 1] / spacing[1];
    result.grid.origin_mm[row] = m[4 * row + 3];
  }
  check_coordinates(where, result.grid.origin_mm);
  result.grid.direction = direction_from(where, axes);  // right-handed, as m is by now
  return result;
}

double largest_distance_mm(const Affine& a, const Affine& b,
                           const std::array<std::int64_t, 3>& shape) {
  double largest = 0;
  for (unsigned corner = 0; corner < 8; ++corner) {
    double square = 0;
    for (std::size_t row = 0; row < 3; ++row) {
      double difference = a[4 * row + 3] - b[4 * row + 3];
      for (std::size_t axis = 0; axis < 3; ++axis) {
        if ((corner >> axis & 1) == 0) continue;
        difference +=
            (a[4 * row + axis] - b[4 * row + axis]) * static_cast<double>(shape[axis] - 1);
      }
      square += difference * difference;
    }
    largest = std::max(largest, std::sqrt(square));
  }
  return largest;
}

void reverse_rows(std::vector<float>& values, std::int64_t row) {
  for (auto at = values.begin(); at != values.end(); at += row) std::reverse(at, at + row);
}

}  // namespace yttria
