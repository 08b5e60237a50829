// SPDX-License-Identifier: Apache-2.0
#include "engine/physics/bremsstrahlung.hpp"

#include <cstddef>
#include <stdexcept>

#include "engine/physics/data_file.hpp"
#include "engine/physics/element.hpp"
#include "kernels/core/constants.hpp"
#include "kernels/core/math.hpp"

namespace yttria {

namespace {

struct ElementTable {
  std::vector<double> T_MeV;
  std::vector<std::vector<double>> chi_mb;  // [kappa][T]
};

ElementTable read_table(int Z) {
  ElementTable table;
  for (const auto& row : data_rows("bremsstrahlung.csv")) {
    if (static_cast<int>(number(row.at(0))) != Z) continue;
    table.T_MeV.push_back(number(row.at(1)));
    table.chi_mb.resize(row.size() - 2);
    for (std::size_t k = 0; k < table.chi_mb.size(); ++k) {
      table.chi_mb[k].push_back(number(row[k + 2]));
    }
  }
  return table;
}

double beta2(double T_MeV) {
  const double tau = T_MeV / constants::electron_rest_energy_MeV;
  return tau * (tau + 2) / ((tau + 1) * (tau + 1));
}

/// chi linear between the points of the table: chi = intercept + slope kappa.
struct Piece {
  double from, to;  // kappa
  double intercept, slope;

  /// Integrals over [low, high] within the piece: of chi and of chi/kappa.
  double energy(double low, double high) const {
    return (high - low) * (intercept + slope * (low + high) / 2);
  }
  double number(double low, double high) const {
    return intercept * math::log(high / low) + slope * (high - low);
  }
};

std::vector<Piece> pieces(const std::vector<double>& kappa, const std::vector<double>& chi) {
  std::vector<Piece> all;
  for (std::size_t i = 0; i + 1 < kappa.size(); ++i) {
    const double slope = (chi[i + 1] - chi[i]) / (kappa[i + 1] - kappa[i]);
    all.push_back({kappa[i], kappa[i + 1], chi[i] - slope * kappa[i], slope});
  }
  return all;
}

/// Integral of chi from 0 to kappa_high.
double energy_below(const std::vector<Piece>& all, double kappa_high) {
  double sum = 0;
  for (const Piece& piece : all) {
    if (piece.from >= kappa_high) break;
    sum += piece.energy(piece.from, piece.to < kappa_high ? piece.to : kappa_high);
  }
  return sum;
}

/// Integral of chi/kappa from kappa_low > 0 to kappa_high.
double number_between(const std::vector<Piece>& all, double kappa_low, double kappa_high) {
  double sum = 0;
  for (const Piece& piece : all) {
    const double low = piece.from > kappa_low ? piece.from : kappa_low;
    const double high = piece.to < kappa_high ? piece.to : kappa_high;
    if (low < high) sum += piece.number(low, high);
  }
  return sum;
}

}  // namespace

Bremsstrahlung::Bremsstrahlung(const Material& material) {
  for (const auto& row : data_rows("bremsstrahlung_kappa.csv")) {
    kappa_.push_back(number(row.at(0)));
  }
  std::vector<double> ln_T;
  std::vector<std::vector<double>> sum;
  double radiating = 0;
  constexpr double cm2_per_mb = 1e-27;
  for (const auto& [Z, fraction] : material.mass_fractions) {
    const ElementTable table = read_table(Z);
    const double weight = fraction / element(Z).atomic_weight_g_mol * Z * Z;
    radiating += weight;
    effective_Z_ += weight * Z;
    if (sum.empty()) {
      sum.assign(kappa_.size(), std::vector<double>(table.T_MeV.size(), 0.0));
      for (const double T : table.T_MeV) ln_T.push_back(math::log(T));
    }
    for (std::size_t k = 0; k < kappa_.size(); ++k) {
      for (std::size_t t = 0; t < ln_T.size(); ++t) {
        sum[k][t] += constants::avogadro_per_mol * cm2_per_mb * weight * table.chi_mb.at(k).at(t);
      }
    }
  }
  effective_Z_ /= radiating;
  for (const std::vector<double>& values : sum) chi_.emplace_back(ln_T, values);
}

std::vector<double> Bremsstrahlung::scaled(double T_MeV) const {
  const double ln_T = math::log(T_MeV);
  std::vector<double> values;
  for (const CubicSpline& spline : chi_) values.push_back(spline(ln_T));
  return values;
}

double Bremsstrahlung::stopping_MeV_cm2_g(double T_MeV) const {
  return T_MeV / beta2(T_MeV) * energy_below(pieces(kappa_, scaled(T_MeV)), 1);
}

double Bremsstrahlung::soft_stopping_MeV_cm2_g(double T_MeV, double kc_MeV) const {
  const double kappa_high = kc_MeV < T_MeV ? kc_MeV / T_MeV : 1;
  return T_MeV / beta2(T_MeV) * energy_below(pieces(kappa_, scaled(T_MeV)), kappa_high);
}

double Bremsstrahlung::photons_cm2_g(double T_MeV, double kc_MeV) const {
  if (kc_MeV >= T_MeV) return 0;
  return number_between(pieces(kappa_, scaled(T_MeV)), kc_MeV / T_MeV, 1) / beta2(T_MeV);
}

std::vector<double> Bremsstrahlung::cumulative(double T_MeV, double kc_MeV, int nodes) const {
  if (nodes < 2) throw std::logic_error("a cumulative distribution needs two nodes");
  std::vector<double> sums{0};
  if (kc_MeV >= T_MeV) {
    for (int node = 1; node < nodes; ++node) sums.push_back(node);
  } else {
    const std::vector<Piece> all = pieces(kappa_, scaled(T_MeV));
    const double ln_low = math::log(kc_MeV / T_MeV);
    double low = kc_MeV / T_MeV;
    for (int node = 1; node < nodes; ++node) {
      const double left = 1 - static_cast<double>(node) / (nodes - 1);
      const double high = node == nodes - 1 ? 1 : math::exp(left * ln_low);
      sums.push_back(sums.back() + number_between(all, low, high));
      low = high;
    }
  }
  const double total = sums.back();
  for (double& sum : sums) sum /= total;
  return sums;
}

}  // namespace yttria
