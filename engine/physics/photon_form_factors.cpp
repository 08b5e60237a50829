// SPDX-License-Identifier: Apache-2.0
#include "engine/physics/photon_form_factors.hpp"

#include <vector>

#include "engine/physics/data_file.hpp"
#include "kernels/core/math.hpp"

namespace yttria {

/// The rows of one element with x > 0.
struct PhotonFormFactors::Curves {
  int Z;
  std::vector<double> ln_x, ln_S;    // every row
  std::vector<double> F_ln_x, ln_F;  // rows with F: the first ones

  explicit Curves(int Z_) : Z(Z_) {
    for (const auto& row : data_rows("photon_form_factors.csv")) {
      if (static_cast<int>(number(row.at(0))) != Z || number(row.at(1)) == 0) continue;
      const double x = math::log(number(row[1]));
      ln_x.push_back(x);
      ln_S.push_back(math::log(number(row.at(2))));
      if (row.at(3).empty()) continue;
      F_ln_x.push_back(x);
      ln_F.push_back(math::log(number(row[3])));
    }
  }
  double last_slope() const {
    const std::size_t n = ln_F.size();
    return (ln_F[n - 1] - ln_F[n - 2]) / (F_ln_x[n - 1] - F_ln_x[n - 2]);
  }
};

PhotonFormFactors::PhotonFormFactors(int Z) : PhotonFormFactors(Curves(Z)) {}

PhotonFormFactors::PhotonFormFactors(const Curves& curves)
    : electrons_(curves.Z),
      first_x_(math::exp(curves.ln_x.front())),
      first_S_(math::exp(curves.ln_S.front())),
      last_S_x_(math::exp(curves.ln_x.back())),
      last_F_x_(math::exp(curves.F_ln_x.back())),
      last_F_(math::exp(curves.ln_F.back())),
      power_(curves.last_slope()),
      ln_S_(curves.ln_x, curves.ln_S),
      ln_F_(curves.F_ln_x, curves.ln_F) {}

double PhotonFormFactors::scattering_function(double x_invA) const {
  if (x_invA < first_x_) return first_S_ * (x_invA / first_x_) * (x_invA / first_x_);
  if (x_invA > last_S_x_) return electrons_;
  const double S = math::exp(ln_S_(math::log(x_invA)));
  return S < electrons_ ? S : electrons_;
}

double PhotonFormFactors::form_factor(double x_invA) const {
  if (x_invA < first_x_) return electrons_;
  if (x_invA > last_F_x_) return last_F_ * math::pow(x_invA / last_F_x_, power_);
  const double F = math::exp(ln_F_(math::log(x_invA)));
  return F < electrons_ ? F : electrons_;
}

}  // namespace yttria
