// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

namespace yttria {

/// Photoelectric absorption and pair production of photons in one atom, as tabulated by NIST XCOM
/// (Berger, Hubbell, Seltzer et al., doi:10.18434/T48G6X). Between the points ln sigma is linear in
/// ln E (XCOM's points are so dense that this costs 0.1 %), for pairs ln[sigma/(1 - E_th/E)^3].
/// Data end at 1 keV and 3.5 MeV; the first and last lines go on beyond.
class PhotonAbsorption {
 public:
  explicit PhotonAbsorption(int Z);

  /// At the energy of an edge: the value above it.
  double photoelectric_cm2(double E_MeV) const;
  /// In the field of the nucleus, from 2 m c^2, and of the electrons (triplets), from 4 m c^2.
  double pair_cm2(double E_MeV) const;
  /// Absorption edges from 1 keV, ascending.
  const std::vector<double>& edges_MeV() const { return edges_MeV_; }

 private:
  struct Table {
    double threshold_MeV = 0;  // 0: none
    std::vector<double> E_MeV;
    std::vector<double> ln_E, ln_sigma;  // sigma in cm2, without the threshold factor

    void add(double E, double sigma_barn);
    double operator()(double E) const;
  };

  Table photoelectric_, nuclear_, triplet_;
  std::vector<double> edges_MeV_;
};

}  // namespace yttria
