// SPDX-License-Identifier: Apache-2.0
// Expressions whose value depends on what a compiler is allowed to do with floating point.
// Prints what it sees; the exit code says whether that is what the argument expects:
//   exact        every expression has its IEEE value
//   contracted   a product and a sum were fused
//   reordered    sums were reassociated or divisions replaced
#include <cmath>
#include <cstdio>
#include <cstring>

namespace {

/// Hides a value from the optimiser.
template <class T>
T opaque(T value) {
  volatile T hidden = value;
  return hidden;
}

/// (1 + e)(1 - e) - 1 is 0 when the product is rounded, -e^2 when it is fused with the sum.
template <class T>
bool contracted(T e) {
  const T a = opaque(1 + e), b = opaque(1 - e), c = opaque(T(-1));
  return a * b + c != 0;
}

/// (x + y) - x is 0 for y below half an ulp of x, y when the sum is reassociated.
template <class T>
bool reassociated(T x, T y) {
  const T large = opaque(x), small = opaque(y);
  return (large + small) - large != 0;
}

/// Quotients by one divisor are multiplied by its reciprocal when that is allowed, and some of
/// them then are off by an ulp.
bool divides_by_reciprocal() {
  const double divisor = opaque(49.0);
  double quotients[1000];
  for (int i = 0; i < 1000; ++i) quotients[i] = (i + 1) / divisor;
  int off = 0;
  for (int i = 0; i < 1000; ++i) {
    if (std::fma(quotients[i], 49.0, -(i + 1.0)) != 0 && (i + 1) % 49 == 0) ++off;
  }
  return off != 0;
}

}  // namespace

int main(int argc, char** argv) {
  const bool fused = contracted(0x1p-27) || contracted(0x1p-13f);
  const bool regrouped =
      reassociated(1e16, 0.5) || reassociated(1e8f, 0.5f) || divides_by_reciprocal();
  const bool flushed = opaque(0x1p-1060) * opaque(0.5) == 0;
  const bool rounded =
      std::sqrt(opaque(2.0f)) != 0x1.6a09e6p+0f || opaque(1.0f) / opaque(3.0f) != 0x1.555556p-2f;
  std::printf("fused %d, regrouped %d, subnormals flushed %d, quotients or roots inexact %d\n",
              fused, regrouped, flushed, rounded);
  const char* expected = argc > 1 ? argv[1] : "exact";
  if (std::strcmp(expected, "exact") == 0) return fused || regrouped || flushed || rounded;
  if (std::strcmp(expected, "contracted") == 0) return !fused;
  if (std::strcmp(expected, "reordered") == 0) return !(regrouped || flushed || rounded);
  return 2;
}
