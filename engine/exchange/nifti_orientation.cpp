// SPDX-License-Identifier: Apache-2.0
#include "engine/exchange/nifti_orientation.hpp"

#include <nifti2_io.h>

#include <algorithm>
#include <cmath>
#include <limits>

namespace yttria {

namespace {

using Quaternion = std::array<double, 3>;  // b, c, d

constexpr double tolerance_mm = 0.5e-3;  // half of what is promised: readers round as well
constexpr double taken_for_zero = 1e-7;  // a^2 in nifti_quatern_to_dmat44; other readers: none

double single(double value) {
  return static_cast<double>(static_cast<float>(value));
}

/// Index to RAS mm: LPS with x and y turned round.
nifti_dmat44 ras(const Grid& grid) {
  nifti_dmat44 matrix{};
  for (std::size_t row = 0; row < 3; ++row) {
    const double sign = row < 2 ? -1 : 1;
    for (std::size_t axis = 0; axis < 3; ++axis) {
      matrix.m[row][axis] = sign * grid.direction[3 * row + axis] * grid.spacing_mm[axis] + 0.0;
    }
    matrix.m[row][3] = sign * grid.origin_mm[row] + 0.0;
  }
  matrix.m[3][3] = 1;
  return matrix;
}

/// Largest distance between what two matrices make of the corners of the grid, mm.
double difference_mm(const nifti_dmat44& a, const nifti_dmat44& b, const Grid& grid) {
  double largest = 0;
  for (unsigned corner = 0; corner < 8; ++corner) {
    double square = 0;
    for (std::size_t row = 0; row < 3; ++row) {
      double away = a.m[row][3] - b.m[row][3];
      for (std::size_t axis = 0; axis < 3; ++axis) {
        if ((corner >> axis & 1u) == 0) continue;
        away += (a.m[row][axis] - b.m[row][axis]) * static_cast<double>(grid.shape[axis] - 1);
      }
      square += away * away;
    }
    largest = std::max(largest, std::sqrt(square));
  }
  return largest;
}

/// How far off the qform is, mm; infinite where readers would differ about a.
double qform_error_mm(const Quaternion& q, double qfac, const nifti_dmat44& wanted,
                      const Grid& grid, double (*stored)(double)) {
  const double a2 = 1 - (q[0] * q[0] + q[1] * q[1] + q[2] * q[2]);
  const bool tiny = std::abs(a2) < 1e-12;  // double precision: all take it for 0
  if (a2 > 0 && a2 < taken_for_zero && !tiny) return std::numeric_limits<double>::infinity();
  const nifti_dmat44 qform = nifti_quatern_to_dmat44(
      q[0], q[1], q[2], stored(wanted.m[0][3]), stored(wanted.m[1][3]), stored(wanted.m[2][3]),
      stored(grid.spacing_mm[0]), stored(grid.spacing_mm[1]), stored(grid.spacing_mm[2]), qfac);
  return difference_mm(qform, wanted, grid);
}

/// Of the neighbours in single precision the one that says the rotation best: a, which is not
/// stored, is the square root of what rounding leaves of 1.
Quaternion best_single(const Quaternion& q, double qfac, const nifti_dmat44& wanted,
                       const Grid& grid) {
  Quaternion best{};
  double least = std::numeric_limits<double>::infinity();
  for (int trial = 0; trial < 27; ++trial) {
    Quaternion candidate{};
    for (std::size_t i = 0, code = static_cast<std::size_t>(trial); i < 3; ++i, code /= 3) {
      const auto near = static_cast<float>(q[i]);
      const float far = code % 3 == 1 ? -2.0f : 2.0f;
      candidate[i] = static_cast<double>(code % 3 == 0 ? near : std::nextafter(near, far));
    }
    const double error = qform_error_mm(candidate, qfac, wanted, grid, single);
    if (!(error < least)) continue;
    least = error;
    best = candidate;
  }
  return best;
}

bool sform_fits_single(const nifti_dmat44& wanted, const Grid& grid) {
  nifti_dmat44 sform = wanted;
  for (auto& row : sform.m) {
    for (double& value : row) value = single(value);
  }
  return difference_mm(sform, wanted, grid) < tolerance_mm &&
         *std::max_element(grid.shape.begin(), grid.shape.end()) <=
             std::numeric_limits<std::int16_t>::max();
}

}  // namespace

NiftiOrientation nifti_orientation(const Grid& grid) {
  const nifti_dmat44 wanted = ras(grid);
  NiftiOrientation result;
  for (std::size_t i = 0; i < 12; ++i) result.sform[i] = wanted.m[i / 4][i % 4];
  Quaternion q{};
  double unused[6];  // offsets and spacings, known already
  nifti_dmat44_to_quatern(wanted, &q[0], &q[1], &q[2], &unused[0], &unused[1], &unused[2],
                          &unused[3], &unused[4], &unused[5], &result.qfac);
  result.quaternion = best_single(q, result.qfac, wanted, grid);
  if (sform_fits_single(wanted, grid) &&
      qform_error_mm(result.quaternion, result.qfac, wanted, grid, single) < tolerance_mm) {
    return result;
  }
  result.version = 2;
  result.quaternion = q;
  result.has_qform = qform_error_mm(q, result.qfac, wanted, grid,
                                    [](double value) { return value; }) < tolerance_mm;
  return result;
}

}  // namespace yttria
