// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cmath>

#include "kernels/core/macros.hpp"
#include "kernels/core/math.hpp"
#include "kernels/core/real.hpp"

namespace yttria {

struct Vec3 {
  real x, y, z;
};

/// Isotropic unit vector from two uniform numbers.
YTTRIA_HD inline Vec3 isotropic_direction(real u_cosine, real u_azimuth) {
  const real cosine = real(2) * u_cosine - real(1);
  const real sine = std::sqrt(real(1) - cosine * cosine);
  const math::SineCosine<real> azimuth = math::sincos_turns(u_azimuth);
  return {sine * azimuth.cosine, sine * azimuth.sine, cosine};
}

/// The other side of an azimuth in turns.
YTTRIA_HD inline real opposite_turns(real azimuth_turns) {
  return azimuth_turns < real(0.5) ? azimuth_turns + real(0.5) : azimuth_turns - real(0.5);
}

/// Turns unit vector d by a polar angle, given as 1 - cos(theta) to keep small angles exact,
/// and an azimuth in turns. Orthonormal basis without branches or square roots: Duff et al. 2017,
/// J. Comput. Graph. Tech. 6(1). One Newton step keeps the length at 1.
YTTRIA_HD inline Vec3 deflected(const Vec3& d, real one_minus_cosine, real azimuth_turns) {
  const real cosine = real(1) - one_minus_cosine;
  const real sine = std::sqrt(one_minus_cosine * (real(2) - one_minus_cosine));
  const math::SineCosine<real> azimuth = math::sincos_turns(azimuth_turns);
  const real p = sine * azimuth.cosine;
  const real q = sine * azimuth.sine;

  const real sign = d.z >= real(0) ? real(1) : real(-1);
  const real a = real(-1) / (sign + d.z);
  const real b = d.x * d.y * a;
  const Vec3 n = {
      cosine * d.x + p * (real(1) + sign * d.x * d.x * a) + q * b,
      cosine * d.y + p * sign * b + q * (sign + d.y * d.y * a),
      cosine * d.z - p * sign * d.x - q * d.y,
  };
  const real length_squared = n.x * n.x + n.y * n.y + n.z * n.z;
  const real scale = real(1.5) - real(0.5) * length_squared;
  return {n.x * scale, n.y * scale, n.z * scale};
}

}  // namespace yttria
