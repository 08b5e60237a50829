// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "engine/physics/elastic.hpp"
#include "kernels/physics/tables.hpp"

namespace yttria {

/// Multiple-scattering distribution of one path length (Goudsmit & Saunderson 1940,
/// doi:10.1103/PhysRev.57.24):  F(mu) = sum_l (l + 1/2) exp(-G_l) P_l(mu),  G_l = s kappa_l.
/// The parts without and with exactly one collision are taken out of the series and added in
/// closed form, which makes it converge for any number of collisions.
class GoudsmitSaunderson {
 public:
  /// Path on which the first transport coefficient adds up to g.
  GoudsmitSaunderson(const std::vector<Scatterer>& scatterers, double g);

  /// Probability of 1 - cos(theta) > y, at the points of survival_grid().
  const std::vector<double>& survival() const { return survival_; }
  static const std::vector<double>& survival_grid();

  /// Value of y = 1 - cos that is exceeded with probability p.
  double quantile(double p) const;
  /// exp(-G_l), the exact <P_l>.
  double moment(int l) const;

 private:
  double collisions_ = 0;  // mean number on the path
  std::vector<double> g_;  // G_l
  std::vector<double> survival_;
};

/// Survival probability of a node of the survival grid.
double survival_probability(int node);

/// The table row of a distribution: v at the nodes of the survival probability and the parameter
/// of the map, solved so that the mean cosine of the interpolated table is exact.
AngleRow angle_row(const GoudsmitSaunderson& distribution);

/// Mean of 1 - cos, and of 1 - P2, over a row as sampled.
double mean_deflection(const AngleRow& row);
double mean_second_deflection(const AngleRow& row);

}  // namespace yttria
