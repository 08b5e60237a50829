// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cmath>
#include <limits>

#include "kernels/core/rng.hpp"
#include "kernels/core/vec3.hpp"
#include "tests/support/chi_square.hpp"
#include "tests/support/samples.hpp"

namespace yttria {
namespace {

constexpr double epsilon = std::numeric_limits<real>::epsilon();

double length(const Vec3& v) {
  const double x = v.x, y = v.y, z = v.z;
  return std::sqrt(x * x + y * y + z * z);
}
double dot(const Vec3& a, const Vec3& b) {
  return static_cast<double>(a.x) * b.x + static_cast<double>(a.y) * b.y +
         static_cast<double>(a.z) * b.z;
}
double cross_length(const Vec3& a, const Vec3& b) {
  const double ax = a.x, ay = a.y, az = a.z, bx = b.x, by = b.y, bz = b.z;
  const double x = ay * bz - az * by, y = az * bx - ax * bz, z = ax * by - ay * bx;
  return std::sqrt(x * x + y * y + z * z);
}

Vec3 unit(double x, double y, double z) {
  const double scale = 1 / std::sqrt(x * x + y * y + z * z);
  return {static_cast<real>(x * scale), static_cast<real>(y * scale), static_cast<real>(z * scale)};
}

// Poles, axes, planes; nearly so; the smallest numbers; zeros of either sign.
const Vec3 awkward[] = {
    unit(0, 0, 1),     unit(0, 0, -1),      unit(1, 0, 0),          unit(-1, 0, 0),
    unit(0, 1, 0),     unit(0, -1, 0),      unit(1, 1, 0),          unit(0, 1, -1),
    unit(-1, 0, 1),    unit(1e-7, 0, -1),   unit(1e-30, 1e-30, -1), unit(1, 1e-38, -1e-38),
    unit(-0.0, 0, -1), unit(1, -0.0, -0.0), unit(1, 1, 1),          unit(1e-4, 1e-4, -1)};

/// Unit length and the polar angle, both to a few rounding errors.
void expect_deflection(const Vec3& d, real y, real azimuth) {
  const Vec3 n = deflected(d, y, azimuth);
  const double cosine = 1 - static_cast<double>(y);
  const double sine = std::sqrt(static_cast<double>(y) * (2 - static_cast<double>(y)));
  ASSERT_NEAR(length(n), 1, 4 * epsilon) << y << " " << azimuth;
  ASSERT_NEAR(dot(d, n), cosine, 8 * epsilon) << y << " " << azimuth;
  ASSERT_NEAR(cross_length(d, n), sine, 8 * epsilon) << y << " " << azimuth;
}

TEST(Deflected, KeepsLengthAndAngleFromAwkwardDirections) {
  for (const Vec3& d : awkward) {
    for (const double y : {0.0, 1e-14, 1e-7, 1e-3, 0.3, 1.0, 1.7, 1.9999999, 2.0}) {
      for (int i = 0; i <= 16; ++i) {
        expect_deflection(d, static_cast<real>(y), static_cast<real>(i / 16.0));
      }
    }
  }
}

RC_GTEST_PROP(Deflected, KeepsLengthAndAngle, ()) {
  const Vec3 d = isotropic_direction(uniform(*rc::gen::arbitrary<std::uint32_t>()),
                                     uniform(*rc::gen::arbitrary<std::uint32_t>()));
  const real y = real(2) * uniform(*rc::gen::arbitrary<std::uint32_t>());
  const real azimuth = uniform(*rc::gen::arbitrary<std::uint32_t>());
  const Vec3 n = deflected(d, y, azimuth);
  RC_ASSERT(std::fabs(length(n) - 1) <= 4 * epsilon);
  RC_ASSERT(std::fabs(dot(d, n) - (1 - static_cast<double>(y))) <= 8 * epsilon);
}

// Azimuths are spread evenly around the direction: the mean over equidistant ones is d cos(theta).
TEST(Deflected, AzimuthsSurroundTheDirection) {
  for (const Vec3& d : awkward) {
    constexpr int count = 64;
    double x = 0, y = 0, z = 0;
    for (int i = 0; i < count; ++i) {
      const Vec3 n = deflected(d, real(0.6), static_cast<real>((i + 0.5) / count));
      x += n.x;
      y += n.y;
      z += n.z;
    }
    EXPECT_NEAR(x / count, 0.4 * d.x, 2 * epsilon);
    EXPECT_NEAR(y / count, 0.4 * d.y, 2 * epsilon);
    EXPECT_NEAR(z / count, 0.4 * d.z, 2 * epsilon);
  }
}

// A long life does not change the length: no drift over 1e6 deflections.
TEST(Deflected, LengthDoesNotDrift) {
  test::Samples samples(3);
  Vec3 d = {0, 0, 1};
  for (int i = 0; i < 1'000'000; ++i) {
    const real u = samples.number();
    d = deflected(d, real(2) * u * u * u, samples.number());
    ASSERT_NEAR(length(d), 1, 4 * epsilon) << i;
  }
}

/// 2e5 directions in 8 x 8 cells of equal solid angle, and their lengths.
test::ChiSquare isotropy(double bias) {
  constexpr int cells = 8, count = 200'000;
  std::vector<double> counts(cells * cells, 0.0);
  test::Samples samples(4);
  for (int i = 0; i < count; ++i) {
    const double u = std::pow(static_cast<double>(samples.number()), 1 + bias);
    const Vec3 d = isotropic_direction(static_cast<real>(u), samples.number());
    EXPECT_NEAR(length(d), 1, 4 * epsilon);
    const double turn = std::atan2(static_cast<double>(d.y), static_cast<double>(d.x)) / 6.2831853;
    const int band = std::min(static_cast<int>((d.z + 1) / 2 * cells), cells - 1);
    const int sector = std::clamp(static_cast<int>((turn + 0.5) * cells), 0, cells - 1);
    counts[static_cast<std::size_t>(band * cells + sector)] += 1;
  }
  return test::chi_square(counts, std::vector<double>(cells * cells, count / 64.0));
}

TEST(IsotropicDirection, FillsTheSphereEvenly) {
  test::expect_follows({isotropy(0)});
  test::expect_twin_fails({isotropy(0.02)});
}

TEST(IsotropicDirection, ExtremeWordsGiveUnitVectors) {
  for (const std::uint32_t cosine : {0u, 0x7FFFFFFFu, 0x80000000u, 0xFFFFFFFFu}) {
    for (const std::uint32_t azimuth : {0u, 0x3FFFFFFFu, 0x40000000u, 0x80000000u, 0xFFFFFFFFu}) {
      EXPECT_NEAR(length(isotropic_direction(uniform(cosine), uniform(azimuth))), 1, 4 * epsilon);
    }
  }
}

}  // namespace
}  // namespace yttria
