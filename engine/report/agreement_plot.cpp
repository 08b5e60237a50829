// SPDX-License-Identifier: Apache-2.0
#include "engine/report/agreement_plot.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "engine/report/svg_plot.hpp"

namespace yttria::report {

namespace {

constexpr std::size_t most_points = 1500;

struct Pair {
  double mean_Gy, difference_Gy;
};

std::vector<Pair> judged_pairs(const Comparison& c, const DoseMap& reference) {
  const double least_Gy = c.options.gamma.threshold_percent / 100 * c.maximum_Gy;
  std::vector<Pair> pairs;
  for (std::size_t i = 0; i < c.global.size(); ++i) {
    const double dose = static_cast<double>(reference.dose_Gy[i]);
    if (std::isnan(c.global[i]) || !(dose > 0) || dose < least_Gy) continue;
    const double difference = static_cast<double>(c.global[i]) * c.maximum_Gy;
    pairs.push_back({dose + difference / 2, difference});
  }
  return pairs;
}

}  // namespace

Html agreement_plot(const Comparison& c, const DoseMap& reference) {
  const std::vector<Pair> pairs = judged_pairs(c, reference);
  if (pairs.empty()) return {};
  const std::size_t every = (pairs.size() + most_points - 1) / most_points;
  double highest = 0, lowest = pairs.front().mean_Gy, widest = 0;
  for (std::size_t i = 0; i < pairs.size(); i += every) {
    highest = std::max(highest, pairs[i].mean_Gy);
    lowest = std::min(lowest, pairs[i].mean_Gy);
    widest = std::max(widest, std::abs(pairs[i].difference_Gy));
  }
  widest = widest > 0 ? 1.1 * widest : 1;
  SvgPlot plot({"Mean of both, Gy", std::max(0.0, lowest - 0.03 * highest), 1.03 * highest},
               {"Test less reference, Gy", -widest, widest}, 520, 340);
  for (std::size_t i = 0; i < pairs.size(); i += every) {
    plot.point(pairs[i].mean_Gy, pairs[i].difference_Gy, "sample");
  }
  plot.horizontal(c.agreement.bias_Gy, "bias", fmt::format("bias {:+.3g}", c.agreement.bias_Gy));
  for (const double limit : {c.agreement.lower_limit_Gy, c.agreement.upper_limit_Gy}) {
    plot.horizontal(limit, "limit", fmt::format("{:+.3g}", limit));
  }
  const std::string drawn =
      every > 1 ? fmt::format(" (one in {} of {} voxels)", every, pairs.size()) : "";
  return plot.html("", "Bland-Altman plot" + drawn) +
         element("p", "class=\"note\"",
                 text("Bland-Altman plot" + drawn +
                      "; lines: bias and limits of agreement, mean -+ 1.96 standard deviations "
                      "(Bland and Altman 1986)."));
}

}  // namespace yttria::report
