// SPDX-License-Identifier: Apache-2.0
// log, exp and sincos of our own, so that every compiler, C library and device returns the same
// bits. Built only from + - * / fma and integer operations.
//
// The coefficients are the plain Taylor and atanh series, long enough for the reduced range; the
// measured errors (tests/core/math_test.cpp, against long double) are below 1.5 ulp.
#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstring>

#include "kernels/core/macros.hpp"

namespace yttria::math {

/// The same bits as another type.
template <class To, class From>
YTTRIA_HD inline To bits_as(From from) {
  static_assert(sizeof(To) == sizeof(From), "bits_as keeps the size");
  To to;
  std::memcpy(&to, &from, sizeof(To));
  return to;
}

namespace detail {

/// sum of c[i] x^(i - I), i = I..N-1, by Horner's rule with fma. Not a loop: compilers vectorise
/// loops over lanes only when there is none inside.
template <std::size_t I = 0, class T, std::size_t N>
YTTRIA_HD inline T polynomial(T x, const T (&c)[N]) {
  if constexpr (I == N - 1) {
    return c[I];
  } else {
    return std::fma(polynomial<I + 1>(x, c), x, c[I]);
  }
}

template <class T>
struct Split {
  T mantissa;  // in [sqrt(1/2), sqrt(2))
  int exponent;
};

YTTRIA_HD inline Split<double> split(double x) {
  const std::uint64_t bits = bits_as<std::uint64_t>(x);
  // Adding the distance from sqrt(1/2) to 1 moves the carry into the exponent above sqrt(1/2)*2^k.
  const std::uint64_t shifted = bits + (0x3FF0000000000000u - 0x3FE6A09E667F3BCDu);
  const int exponent = static_cast<int>(shifted >> 52) - 1023;
  const std::uint64_t mantissa = (shifted & 0x000FFFFFFFFFFFFFu) + 0x3FE6A09E667F3BCDu;
  return {bits_as<double>(mantissa), exponent};
}

YTTRIA_HD inline Split<float> split(float x) {
  const std::uint32_t bits = bits_as<std::uint32_t>(x);
  const std::uint32_t shifted = bits + (0x3F800000u - 0x3F3504F3u);
  const int exponent = static_cast<int>(shifted >> 23) - 127;
  const std::uint32_t mantissa = (shifted & 0x007FFFFFu) + 0x3F3504F3u;
  return {bits_as<float>(mantissa), exponent};
}

template <class T>
struct Ln2;
template <>
struct Ln2<double> {  // high part with 21 trailing zero bits: exact times any exponent
  static constexpr double high = 6.93147180369123816490e-01;
  static constexpr double low = 1.90821492927058770002e-10;
};
template <>
struct Ln2<float> {
  static constexpr float high = 6.9313812256e-01f;
  static constexpr float low = 9.0580006145e-06f;
};

YTTRIA_HD inline double atanh_tail(double z) {  // 2 (z/3 + z^2/5 + ...)
  constexpr double c[] = {2.0 / 3,  2.0 / 5,  2.0 / 7,  2.0 / 9,  2.0 / 11,
                          2.0 / 13, 2.0 / 15, 2.0 / 17, 2.0 / 19, 2.0 / 21};
  return z * polynomial(z, c);
}
YTTRIA_HD inline float atanh_tail(float z) {
  constexpr float c[] = {2.0f / 3, 2.0f / 5, 2.0f / 7, 2.0f / 9};
  return z * polynomial(z, c);
}

YTTRIA_HD inline double exp_series(double r) {
  constexpr double c[] = {1.0,
                          1.0,
                          1.0 / 2,
                          1.0 / 6,
                          1.0 / 24,
                          1.0 / 120,
                          1.0 / 720,
                          1.0 / 5040,
                          1.0 / 40320,
                          1.0 / 362880,
                          1.0 / 3628800,
                          1.0 / 39916800,
                          1.0 / 479001600,
                          1.0 / 6227020800};
  return polynomial(r, c);
}
YTTRIA_HD inline float exp_series(float r) {
  constexpr float c[] = {1.0f,      1.0f,       1.0f / 2,   1.0f / 6,
                         1.0f / 24, 1.0f / 120, 1.0f / 720, 1.0f / 5040};
  return polynomial(r, c);
}

YTTRIA_HD inline double scale_by_power_of_two(double x, int n) {
  return x * bits_as<double>(static_cast<std::uint64_t>(n + 1023) << 52);
}
YTTRIA_HD inline float scale_by_power_of_two(float x, int n) {
  return x * bits_as<float>(static_cast<std::uint32_t>(n + 127) << 23);
}

template <class T>
struct ExpRange;
template <>
struct ExpRange<double> {
  static constexpr double lowest = -700, highest = 700;
};
template <>
struct ExpRange<float> {
  static constexpr float lowest = -87, highest = 88;
};

YTTRIA_HD inline double sine_series(double r) {
  constexpr double c[] = {-1.0 / 6,        1.0 / 120,         -1.0 / 5040,          1.0 / 362880,
                          -1.0 / 39916800, 1.0 / 6227020800., -1.0 / 1307674368000.};
  const double z = r * r;
  return std::fma(r * z, polynomial(z, c), r);
}
YTTRIA_HD inline float sine_series(float r) {
  constexpr float c[] = {-1.0f / 6, 1.0f / 120, -1.0f / 5040, 1.0f / 362880};
  const float z = r * r;
  return std::fma(r * z, polynomial(z, c), r);
}
YTTRIA_HD inline double cosine_series(double r) {
  constexpr double c[] = {
      -1.0 / 2,       1.0 / 24,        -1.0 / 720,          1.0 / 40320,
      -1.0 / 3628800, 1.0 / 479001600, -1.0 / 87178291200., 1.0 / 20922789888000.};
  const double z = r * r;
  return std::fma(z, polynomial(z, c), 1.0);
}
YTTRIA_HD inline float cosine_series(float r) {
  constexpr float c[] = {-1.0f / 2, 1.0f / 24, -1.0f / 720, 1.0f / 40320};
  const float z = r * r;
  return std::fma(z, polynomial(z, c), 1.0f);
}

}  // namespace detail

/// Natural logarithm of a positive, normal, finite x.
template <class T>
YTTRIA_HD inline T log(T x) {
  const detail::Split<T> parts = detail::split(x);
  const T k = static_cast<T>(parts.exponent);
  const T f = parts.mantissa - T(1);
  const T s = f / (T(2) + f);
  const T tail = detail::atanh_tail(s * s);
  // log(1+f) = 2 atanh(s) = f - s (f - tail): f is exact, the correction is small.
  const T correction = std::fma(-s, f - tail, k * detail::Ln2<T>::low);
  return std::fma(k, detail::Ln2<T>::high, f + correction);
}

/// e^x; arguments beyond the range of normal numbers are clamped to its ends.
template <class T>
YTTRIA_HD inline T exp(T x) {
  using Range = detail::ExpRange<T>;
  if (x < Range::lowest) return T(0);
  if (x > Range::highest) x = Range::highest;
  const T n = std::floor(std::fma(x, T(1.4426950408889634), T(0.5)));
  const T r = std::fma(-n, detail::Ln2<T>::low, std::fma(-n, detail::Ln2<T>::high, x));
  return detail::scale_by_power_of_two(detail::exp_series(r), static_cast<int>(n));
}

/// x^y for positive x. Table building only: the error grows with |y log x|.
YTTRIA_HD inline double pow(double x, double y) {
  return exp(y * log(x));
}

template <class T>
struct SineCosine {
  T sine, cosine;
};

/// Sine and cosine of 2 pi u for 0 <= u <= 1.
template <class T>
YTTRIA_HD inline SineCosine<T> sincos_turns(T u) {
  const T quarter = std::floor(std::fma(T(4), u, T(0.5)));
  const T r = std::fma(quarter, T(-0.25), u) * T(6.283185307179586);  // difference is exact
  const T sine = detail::sine_series(r);
  const T cosine = detail::cosine_series(r);
  // Products with signs, not branches: compilers turn them into vector instructions.
  const int turn = static_cast<int>(quarter);
  const bool swapped = (turn & 1) != 0;
  const T s = swapped ? cosine : sine;
  const T c = swapped ? sine : cosine;
  return {s * static_cast<T>(1 - (turn & 2)), c * static_cast<T>(1 - ((turn + 1) & 2))};
}

}  // namespace yttria::math
