// SPDX-License-Identifier: Apache-2.0
#include "engine/physics/legendre.hpp"

#include <cmath>

#include "kernels/core/constants.hpp"
#include "kernels/core/math.hpp"

namespace yttria::legendre {

namespace {

/// Legendre polynomials as D_l = 1 - P_l, which keeps full precision near mu = 1.
class Deficits {
 public:
  explicit Deficits(double y) : y_(y), previous_(0), current_(y) {}  // D_0, D_1
  double current() const { return current_; }
  double previous() const { return previous_; }
  void next() {  // (l+1) D_{l+1} = (2l+1)(D_l + y - y D_l) - l D_{l-1}
    const double up = ((2 * l_ + 1) * (current_ + y_ - y_ * current_) - l_ * previous_) / (l_ + 1);
    previous_ = current_;
    current_ = up;
    ++l_;
  }

 private:
  double y_, previous_, current_;
  int l_ = 1;
};

/// Eight-point Gauss-Legendre rule on (-1, 1), positive half (Abramowitz & Stegun, table 25.4).
constexpr double gauss_node[] = {0.1834346424956498, 0.5255324099163290, 0.7966664774136267,
                                 0.9602898564975363};
constexpr double gauss_weight[] = {0.3626837833783620, 0.3137066458778873, 0.2223810344533745,
                                   0.1012285362903763};

template <class Map>  // Map(t) -> {x, dx/dt}
void add_panel(Quadrature& q, double low, double high, Map map) {
  const double centre = 0.5 * (low + high), half = 0.5 * (high - low);
  for (int i = 0; i < 4; ++i) {
    for (const double sign : {-1.0, 1.0}) {
      const auto [x, slope] = map(centre + sign * half * gauss_node[i]);
      q.x.push_back(x);
      q.weight.push_back(gauss_weight[i] * half * slope);
    }
  }
}

struct Mapped {
  double x, slope;
};

Quadrature make_quadrature() {
  Quadrature q;
  constexpr double x_first = 1e-12, x_join = 1e-3;
  constexpr int log_panels = 36;
  const double ln_first = math::log(x_first), ln_join = math::log(x_join);
  for (int i = 0; i < log_panels; ++i) {
    const double width = (ln_join - ln_first) / log_panels;
    add_panel(q, ln_first + i * width, ln_first + (i + 1) * width, [](double t) {
      const double x = math::exp(t);
      return Mapped{x, x};
    });
  }
  // Beyond the join uniform in angle: x = sin^2(theta/2), with theta/2 in turns.
  constexpr int angle_panels = 120;
  double start = 0;  // theta/2 in turns where sin^2 = x_join; bisection, sin is monotone here
  double stop = 0.25;
  for (int i = 0; i < 60; ++i) {
    const double middle = 0.5 * (start + stop);
    const double sine = math::sincos_turns(middle).sine;
    (sine * sine < x_join ? start : stop) = middle;
  }
  for (int i = 0; i < angle_panels; ++i) {
    const double width = (0.25 - start) / angle_panels;
    add_panel(q, start + i * width, start + (i + 1) * width, [](double t) {
      const math::SineCosine<double> s = math::sincos_turns(t);
      return Mapped{s.sine * s.sine, 4 * constants::pi * s.sine * s.cosine};
    });
  }
  for (int l = 1; l <= highest; l += l < 48 ? 1 : (l + 23) / 24) q.orders.push_back(l);
  if (q.orders.back() != highest) q.orders.push_back(highest);
  q.d.assign(q.orders.size(), std::vector<double>(q.x.size()));
  for (std::size_t node = 0; node < q.x.size(); ++node) {
    Deficits deficit(2 * q.x[node]);
    std::size_t next = 0;
    for (int l = 1; l <= highest; ++l, deficit.next()) {
      if (q.orders[next] == l) q.d[next++][node] = deficit.current();
    }
  }
  return q;
}

std::vector<double> make_points() {
  constexpr double first = 1e-8;
  constexpr int count = 833;
  std::vector<double> y(count);
  const double step = math::log(2.0 / first) / (count - 1);
  for (int i = 0; i < count; ++i) y[static_cast<std::size_t>(i)] = first * math::exp(i * step);
  y.back() = 2;
  return y;
}

std::vector<std::vector<double>> make_survival_terms() {
  // (2l+1) P_l = d/dmu (P_{l+1} - P_{l-1}), and both vanish alike at mu = -1.
  const std::vector<double>& y = points();
  std::vector<std::vector<double>> terms(highest + 1, std::vector<double>(y.size(), 0.0));
  for (std::size_t i = 0; i < y.size(); ++i) {
    Deficits deficit(y[i]);
    double before = 0;  // D_{l-1}
    for (int l = 1; l <= highest; ++l) {
      const double here = deficit.current();
      deficit.next();
      terms[static_cast<std::size_t>(l)][i] = 0.5 * (before - deficit.current());
      before = here;
    }
  }
  return terms;
}

}  // namespace

const Quadrature& quadrature() {
  static const Quadrature instance = make_quadrature();
  return instance;
}

const std::vector<double>& points() {
  static const std::vector<double> instance = make_points();
  return instance;
}

const std::vector<std::vector<double>>& survival_terms() {
  static const std::vector<std::vector<double>> instance = make_survival_terms();
  return instance;
}

}  // namespace yttria::legendre
