// SPDX-License-Identifier: Apache-2.0
#include "engine/physics/goudsmit_saunderson.hpp"

#include <algorithm>
#include <cmath>

#include "engine/physics/cubic_spline.hpp"
#include "engine/physics/legendre.hpp"
#include "kernels/core/math.hpp"

namespace yttria {

namespace {

/// kappa_l for l = 0 .. highest: quadrature at sparse orders, between them a spline in ln l.
std::vector<double> transport_coefficients(const std::vector<Scatterer>& scatterers) {
  const legendre::Quadrature& q = legendre::quadrature();
  std::vector<double> density(q.x.size(), 0.0);
  double total = 0, first = 0;
  for (const Scatterer& s : scatterers) {
    total += s.weight_per_g * s.mott.total_cm2();
    first += s.weight_per_g * s.mott.transport_cm2();
    for (std::size_t i = 0; i < q.x.size(); ++i) {
      density[i] += s.weight_per_g * s.mott.density(q.x[i]) * q.weight[i];
    }
  }
  std::vector<double> ln_l, ln_kappa;
  for (std::size_t k = 0; k < q.orders.size(); ++k) {
    double sum = 0;
    for (std::size_t i = 0; i < q.x.size(); ++i) sum += density[i] * q.d[k][i];
    ln_l.push_back(math::log(static_cast<double>(q.orders[k])));
    ln_kappa.push_back(math::log(sum));
  }
  // The closed form fixes the scale; it removes what the quadrature leaves of an error.
  const double scale = first / math::exp(ln_kappa.front());
  const CubicSpline spline(ln_l, ln_kappa);
  std::vector<double> kappa(legendre::highest + 1, 0.0);
  for (std::size_t k = 0; k < q.orders.size(); ++k) {
    kappa[static_cast<std::size_t>(q.orders[k])] = scale * math::exp(ln_kappa[k]);
  }
  for (int l = 1; l <= legendre::highest; ++l) {
    double& value = kappa[static_cast<std::size_t>(l)];
    if (value == 0) value = scale * math::exp(spline(math::log(static_cast<double>(l))));
    value = std::min(value, total);
  }
  kappa[0] = total;  // in the place of the vanishing kappa_0
  return kappa;
}

double single_survival(const std::vector<Scatterer>& scatterers, double total, double y) {
  double sum = 0;
  for (const Scatterer& s : scatterers) sum += s.weight_per_g * s.mott.beyond_cm2(0.5 * y);
  return sum / total;
}

double deflection(double a, double v) {
  return 2 * a * v / (1 - v + a);
}

/// Mean over the sampled table of f(y): Gauss's three-point rule in every interval of the survival
/// probability.
template <class F>
double table_mean(double a, const double* v, F f) {
  constexpr double offset = 0.7745966692414834 / 2;  // sqrt(3/5) / 2
  double sum = 0;
  for (int node = 0; node < survival_grid::nodes; ++node) {
    const bool last = node == survival_grid::nodes - 1;
    const double width = survival_probability(node) - (last ? 0.0 : survival_probability(node + 1));
    const double low = v[node], high = last ? 1.0 : v[node + 1];
    const double middle = 0.5 * (low + high), half = offset * (high - low);
    sum += width *
           (5 * f(deflection(a, middle - half)) + 8 * f(deflection(a, middle)) +
            5 * f(deflection(a, middle + half))) /
           18;
  }
  return sum;
}

}  // namespace

GoudsmitSaunderson::GoudsmitSaunderson(const std::vector<Scatterer>& scatterers, double g)
    : g_(transport_coefficients(scatterers)) {
  const double total = g_[0];
  const double path = g / g_[1];
  for (double& value : g_) value *= path;
  collisions_ = g_[0];
  g_[0] = 0;

  const std::vector<double>& y = legendre::points();
  const auto& terms = legendre::survival_terms();
  const double none = math::exp(-collisions_);
  const double one = collisions_ * none;
  survival_.assign(y.size(), 0.0);
  for (std::size_t i = 0; i < y.size(); ++i) {
    survival_[i] = (1 - none - one) * (1 - 0.5 * y[i]);
    // With many collisions the part with one is nothing, and dear to compute.
    if (one > 1e-15) survival_[i] += one * single_survival(scatterers, total, y[i]);
  }
  for (int l = 1; l <= legendre::highest; ++l) {
    const double G = g_[static_cast<std::size_t>(l)];
    const double rest = math::exp(-G) - none * (1 + collisions_ - G);
    if (rest < 1e-10) break;
    const std::vector<double>& term = terms[static_cast<std::size_t>(l)];
    for (std::size_t i = 0; i < y.size(); ++i) survival_[i] += rest * term[i];
  }
  for (std::size_t i = y.size() - 1; i-- > 0;) {  // rounding of the series far out
    survival_[i] = std::max(survival_[i], survival_[i + 1]);
  }
}

const std::vector<double>& GoudsmitSaunderson::survival_grid() {
  return legendre::points();
}

double GoudsmitSaunderson::moment(int l) const {
  return math::exp(-g_[static_cast<std::size_t>(l)]);
}

double GoudsmitSaunderson::quantile(double p) const {
  const std::vector<double>& y = legendre::points();
  // survival_ descends; the first point with survival <= p lies at or above the quantile.
  const auto above =
      std::partition_point(survival_.begin(), survival_.end(), [p](double s) { return s > p; });
  if (above == survival_.begin()) {  // closer than the first point, or without any collision
    const double scattered = 1 - math::exp(-collisions_);
    if (p >= scattered || scattered <= survival_.front()) return 0;
    return y.front() * (scattered - p) / (scattered - survival_.front());
  }
  const std::size_t i = static_cast<std::size_t>(above - survival_.begin());
  if (i == y.size()) return 2;
  const double part = (survival_[i - 1] - p) / (survival_[i - 1] - survival_[i]);
  return math::exp(math::log(y[i - 1]) + part * (math::log(y[i]) - math::log(y[i - 1])));
}

double survival_probability(int node) {
  const int octave = node >> survival_grid::steps_log2;
  const int step = node & (survival_grid::steps - 1);
  double top = 1;
  for (int i = 0; i < octave; ++i) top *= 0.5;
  return top * (1 - step / static_cast<double>(2 * survival_grid::steps));
}

AngleRow angle_row(const GoudsmitSaunderson& distribution) {
  double y[survival_grid::nodes];
  for (int node = 0; node < survival_grid::nodes; ++node) {
    y[node] = node == 0 ? 0 : distribution.quantile(survival_probability(node));
  }
  double v[survival_grid::nodes];
  const auto set_map = [&](double a) {
    for (int node = 0; node < survival_grid::nodes; ++node) {
      v[node] = y[node] * (1 + a) / (y[node] + 2 * a);
    }
  };
  const double wanted = 1 - distribution.moment(1);
  double low = math::log(1e-9), high = math::log(1e3);
  for (int i = 0; i < 50; ++i) {  // the mean grows with a
    const double middle = 0.5 * (low + high);
    set_map(math::exp(middle));
    const double mean = table_mean(math::exp(middle), v, [](double at) { return at; });
    (mean < wanted ? low : high) = middle;
  }
  const double a = math::exp(0.5 * (low + high));
  set_map(a);
  AngleRow row;
  row.a = static_cast<real>(a);
  for (int node = 0; node < survival_grid::nodes; ++node) row.v[node] = static_cast<real>(v[node]);
  return row;
}

double mean_deflection(const AngleRow& row) {
  double v[survival_grid::nodes];
  for (int node = 0; node < survival_grid::nodes; ++node)
    v[node] = static_cast<double>(row.v[node]);
  return table_mean(static_cast<double>(row.a), v, [](double y) { return y; });
}

double mean_second_deflection(const AngleRow& row) {
  double v[survival_grid::nodes];
  for (int node = 0; node < survival_grid::nodes; ++node)
    v[node] = static_cast<double>(row.v[node]);
  return table_mean(static_cast<double>(row.a), v,
                    [](double y) { return 1.5 * y * (2 - y); });  // 1 - P2
}

}  // namespace yttria
