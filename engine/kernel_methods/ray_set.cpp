// SPDX-License-Identifier: Apache-2.0
#include "engine/kernel_methods/ray_set.hpp"

#include <cmath>
#include <cstddef>
#include <limits>
#include <numbers>

namespace yttria {

namespace {

/// The digits of a whole number in this base, mirrored at the point (van der Corput).
double radical_inverse(std::uint64_t number, std::uint64_t base) {
  double inverse = 0, place = 1;
  for (; number > 0; number /= base) {
    place /= static_cast<double>(base);
    inverse += place * static_cast<double>(number % base);
  }
  return inverse;
}

}  // namespace

Ray ray_of_sequence(std::uint64_t number) {
  const std::uint64_t member = number + 1;  // 0 is the corner
  const double z = radical_inverse(member, 2);
  const double angle = 0.5 * std::numbers::pi * radical_inverse(member, 3);
  const double flat = std::sqrt(1 - z * z);
  return {{radical_inverse(member, 5), radical_inverse(member, 7), radical_inverse(member, 11)},
          {flat * std::cos(angle), flat * std::sin(angle), z}};
}

Ray mirrored(Ray ray, unsigned mirror) {
  for (std::size_t axis = 0; axis < 3; ++axis) {
    if ((mirror >> axis & 1) == 0) continue;
    ray.start[axis] = 1 - ray.start[axis];
    ray.direction[axis] = -ray.direction[axis];
  }
  return ray;
}

RayWalk::RayWalk(const Grid& grid, const Ray& ray) {
  constexpr double never = std::numeric_limits<double>::infinity();
  for (std::size_t axis = 0; axis < 3; ++axis) {
    const double u = ray.direction[axis];
    const double to_face = u > 0 ? 1 - ray.start[axis] : ray.start[axis];
    sense_[axis] = u > 0 ? 1 : -1;
    step_cm_[axis] = u != 0 ? 0.1 * grid.spacing_mm[axis] / std::fabs(u) : never;
    next_cm_[axis] = u != 0 ? to_face * step_cm_[axis] : never;
  }
}

RayStep RayWalk::next() {
  const std::size_t axis = next_cm_[0] <= next_cm_[1] ? (next_cm_[0] <= next_cm_[2] ? 0 : 2)
                                                      : (next_cm_[1] <= next_cm_[2] ? 1 : 2);
  const RayStep step = {at_[0], at_[1], at_[2], next_cm_[axis] - travelled_cm_};
  travelled_cm_ = next_cm_[axis];
  next_cm_[axis] += step_cm_[axis];
  at_[axis] += sense_[axis];
  return step;
}

}  // namespace yttria
