// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>

namespace yttria {

/// A cell between eight voxel centres of the evaluated dose, seen from a reference point in units
/// of the criteria. The dose inside is the trilinear interpolation of the corners.
struct GammaBox {
  std::array<double, 3> low, high;  // distance from the reference point over that criterion
  std::array<double, 8> excess;     // (evaluated - reference) over the dose criterion, at the
                                    // corners; bit k of the corner: upper end of axis k
};

/// Finds the least squared Gamma, f(u) = |u|^2 + d(u)^2 with d the excess, in boxes by branch and
/// bound: a box in which no point can be better than the best so far less the tolerance is done
/// with, any other is halved. So the answer is that of an infinitely dense search to the tolerance,
/// whatever the gradients. Three lower bounds serve.
///
/// In a box whose nearest and farthest points differ in |u| by no more than the tolerance, the
/// least |d| of any point is that of a corner, or 0 where corners differ in sign. With the nearest
/// |u| it is a bound, with the farthest one no point is needed: so no box of that size is halved,
/// however steep the dose in it.
///
/// Far from a minimum: d differs from a linear function l by no more than e, the largest deviation
/// of a corner, so f >= min of |u|^2 + max(0, |l(u)| - e)^2 over the box. That problem is convex;
/// any value of its Lagrange dual, which has one variable, bounds it from below.
///
/// Near one: with s = u - v about any point v, d(u) = d + g s + q, where |q| <= K |s|^2 / 2 and K
/// bounds the mixed derivatives of d (a trilinear function has no others). Then
///   f(u) - f(v) = 2 (v + d g) s + |s|^2 + 2 d q + (g s + q)^2
///              >= sum over the axes of 2 (v + d g)_k s_k + (1 - |d| K) s_k^2 .
/// If v is a local minimum with |d| K <= 1 the right side is nowhere negative: it is the least of
/// the box. v is sought by Gauss-Newton steps.
class GammaSearch {
 public:
  static constexpr double gamma_tolerance = 0.001;

  /// Nothing at or above this squared value is looked for, nor what is less by no more than the
  /// tolerance.
  explicit GammaSearch(double squared, double tolerance = gamma_tolerance) : tolerance_(tolerance) {
    take(squared);
  }

  double squared() const { return best_; }
  /// Whether no point whose squared Gamma is at least this is worth a look.
  bool settled(double lower) const { return enough_ == 0 || lower >= enough_; }
  /// Corners without dose are NaN: then the faces, edges and corners that have it are searched.
  void search(const GammaBox& box);

 private:
  void take(double squared);
  double bound(const GammaBox& box);
  void divide(const GammaBox& box, double lower);
  void search_faces(const GammaBox& box);

  double tolerance_;
  double best_ = 0;
  double enough_ = 0;  // (sqrt(best) - tolerance)^2
};

}  // namespace yttria
