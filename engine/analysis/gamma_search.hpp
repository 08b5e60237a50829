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

/// Finds the least squared Gamma, |u|^2 + excess(u)^2, in boxes by branch and bound.
///
/// A box is not searched further when a lower bound of Gamma in it is no better than what was
/// found less gamma_tolerance; otherwise it is halved. The bound is the minimum over the box of
/// |u|^2 + max(0, |a + b u| - e)^2, where a + b u is the linear part of the interpolation and e the
/// largest deviation from it, which for a trilinear function is that of a corner. That problem is
/// convex; any value of its Lagrange dual bounds it from below, and the dual has one variable and
/// a concave, piecewise quadratic course. So the answer is that of an infinitely dense search, to
/// the tolerance, whatever the gradients, and most cells are done with one bound.
class GammaSearch {
 public:
  static constexpr double gamma_tolerance = 0.002;

  /// Nothing at or above this squared value is looked for, nor what is less by no more than the
  /// tolerance.
  explicit GammaSearch(double squared, double tolerance = gamma_tolerance) : tolerance_(tolerance) {
    take(squared);
  }

  double squared() const { return best_; }
  /// Whether no point whose squared Gamma is at least this is worth a look.
  bool settled(double lower) const { return lower >= enough_; }
  /// Corners without dose are NaN: then the faces, edges and corners that have it are searched.
  void search(const GammaBox& box);

 private:
  struct Bound {
    double lower;
    double deviation;  // from the linear part
  };
  void take(double squared);
  Bound bound(const GammaBox& box);
  void divide(const GammaBox& box, const Bound& known);
  void search_faces(const GammaBox& box);

  double tolerance_;
  double best_ = 0;
  double enough_ = 0;  // (sqrt(best) - tolerance)^2
};

}  // namespace yttria
