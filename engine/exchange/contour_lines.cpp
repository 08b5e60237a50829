// SPDX-License-Identifier: Apache-2.0
#include "engine/exchange/contour_lines.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "engine/error.hpp"

namespace yttria {

namespace {

constexpr double rounding = 1e-9;  // voxels: edges that lie on each other may seem to cross

struct Edge {
  double x0, y0, x1, y1;  // upwards
  std::size_t contour;
  double low, high;  // x at the borders of the line in hand

  double at(double y) const { return y >= y1 ? x1 : x0 + (y - y0) / (y1 - y0) * (x1 - x0); }
};

/// All edges that are not along x, by their lower ends. Their corners are added to the borders.
std::vector<Edge> edges_of(const PlaneContours& contours, std::vector<double>& borders) {
  std::vector<Edge> edges;
  for (std::size_t c = 0; c < contours.size(); ++c) {
    const auto& points = contours[c]->points;
    for (std::size_t i = 0, n = points.size(); i < n; ++i) {
      borders.push_back(points[i][1]);
      const auto* a = &points[i];
      const auto* b = &points[(i + 1) % n];
      if ((*a)[1] == (*b)[1]) continue;
      if ((*a)[1] > (*b)[1]) std::swap(a, b);
      edges.push_back({(*a)[0], (*a)[1], (*b)[0], (*b)[1], c, 0, 0});
    }
  }
  std::sort(edges.begin(), edges.end(), [](const Edge& a, const Edge& b) { return a.y0 < b.y0; });
  return edges;
}

/// The edges that a line meets, in their order along it.
class MetEdges {
 public:
  explicit MetEdges(std::size_t all) : most_crossings_(4 * all + 1000) {}

  std::uint64_t looks() const { return looks_; }

  /// Goes on to the line between two borders and visits it.
  void pass(std::vector<Edge>::const_iterator from, std::vector<Edge>::const_iterator to,
            double low, double high, const std::function<void(const ContourLine&)>& visit) {
    met_.erase(
        std::remove_if(met_.begin(), met_.end(), [&](const Edge& edge) { return edge.y1 <= low; }),
        met_.end());
    met_.insert(met_.end(), from, to);
    if (met_.empty()) return;
    for (Edge& edge : met_) {
      edge.low = edge.at(low);
      edge.high = edge.at(high);
    }
    looks_ += met_.size();
    sort([](const Edge& a, const Edge& b) {
      return a.low < b.low || (a.low == b.low && a.high < b.high);
    });
    const std::vector<double> cuts = cross(low, high);
    for (std::size_t i = 1; i < cuts.size(); ++i) visit_between(cuts[i - 1], cuts[i], visit);
  }

 private:
  /// By insertion: new edges apart they are nearly in order.
  template <class Before, class OnSwap>
  void sort(Before before, OnSwap on_swap) {
    for (std::size_t i = 1; i < met_.size(); ++i) {
      for (std::size_t k = i; k > 0 && before(met_[k], met_[k - 1]); --k) {
        on_swap(met_[k - 1], met_[k]);
        std::swap(met_[k - 1], met_[k]);
        ++looks_;
      }
    }
  }
  template <class Before>
  void sort(Before before) {
    sort(before, [](const Edge&, const Edge&) {});
  }

  /// Puts the edges in the order of the upper border; where two change places they cross.
  std::vector<double> cross(double low, double high) {
    std::vector<double> cuts = {low, high};
    sort([](const Edge& a, const Edge& b) { return a.high < b.high; },
         [&](const Edge& a, const Edge& b) {
           const double below = b.low - a.low, above = a.high - b.high;
           if (!(below > rounding && above > rounding)) return;
           if (++crossings_ > most_crossings_) {
             throw InputError(
                 fmt::format("contours of one plane cross each other more than {} times: they are "
                             "no outline of a region",
                             most_crossings_));
           }
           cuts.push_back(low + below / (below + above) * (high - low));
         });
    std::sort(cuts.begin(), cuts.end());
    return cuts;
  }

  void visit_between(double low, double high,
                     const std::function<void(const ContourLine&)>& visit) {
    if (!(low < high)) return;
    line_.y = low + (high - low) / 2;
    line_.height = high - low;
    line_.crossings.clear();
    for (const Edge& edge : met_) line_.crossings.push_back({edge.at(line_.y), edge.contour});
    looks_ += met_.size();
    const auto by_x = [](const auto& a, const auto& b) { return a.x < b.x; };
    if (!std::is_sorted(line_.crossings.begin(), line_.crossings.end(), by_x)) {
      std::sort(line_.crossings.begin(), line_.crossings.end(), by_x);
    }
    visit(line_);
  }

  std::vector<Edge> met_;
  ContourLine line_;
  std::uint64_t looks_ = 0, crossings_ = 0, most_crossings_;
};

}  // namespace

std::uint64_t for_each_line(const PlaneContours& contours, std::vector<double> borders,
                            const std::function<void(const ContourLine&)>& visit) {
  const std::vector<Edge> edges = edges_of(contours, borders);
  std::sort(borders.begin(), borders.end());
  borders.erase(std::unique(borders.begin(), borders.end()), borders.end());
  MetEdges met(edges.size());
  auto next = edges.begin();
  for (std::size_t i = 1; i < borders.size(); ++i) {
    const double low = borders[i - 1];
    const auto first = next;
    while (next != edges.end() && next->y0 <= low) ++next;
    met.pass(first, next, low, borders[i], visit);
  }
  return met.looks();
}

}  // namespace yttria
