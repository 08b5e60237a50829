// SPDX-License-Identifier: Apache-2.0
#include "engine/analysis/gamma_index.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <limits>
#include <thread>

#include "engine/analysis/gamma_cells.hpp"
#include "engine/error.hpp"
#include "kernels/launch/thread_pool.hpp"

namespace yttria {

namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

void check(const GammaCriterion& criterion, const GammaOptions& options) {
  const auto positive = [](double x) { return x > 0 && std::isfinite(x); };
  if (!positive(criterion.dose_percent) || !positive(criterion.distance_mm)) {
    throw InputError(
        fmt::format("gamma criterion {}: dose and distance must be above 0", to_string(criterion)));
  }
  if (!positive(options.maximum)) {
    throw InputError(fmt::format("largest gamma {:g}: it must be above 0", options.maximum));
  }
  if (!(options.threshold_percent >= 0 && options.threshold_percent <= 100)) {
    throw InputError(fmt::format("threshold {:g} %: it must be from 0 to 100 % of the maximum dose",
                                 options.threshold_percent));
  }
}

/// Finds gamma at one point; what is the same for all of them.
struct Judge {
  const DoseMap& reference;
  const ResampledDose& there;
  const GammaOptions& options;
  double dose_percent;
  double maximum_Gy;
  GammaCells cells;
  GridMap map;

  /// NaN when the point is not judged.
  double gamma(const GridIndex& voxel, std::size_t i) const {
    const double R = static_cast<double>(reference.dose_Gy[i]);
    const double T = static_cast<double>(there.dose_Gy[i]);
    if (std::isnan(R) || std::isnan(T) || R < options.threshold_percent / 100 * maximum_Gy) {
      return nan;
    }
    const bool local = options.normalisation == GammaNormalisation::local;
    const double criterion_Gy = dose_percent / 100 * (local ? R : maximum_Gy);
    if (!(criterion_Gy > 0)) return nan;
    const double excess = (T - R) / criterion_Gy;
    const double most = options.maximum * options.maximum;
    GammaSearch search(options.interpolate ? std::min(most, excess * excess) : most,
                       options.interpolate ? GammaSearch::gamma_tolerance : 0);
    cells.search(search, map(voxel), R, criterion_Gy);
    return std::sqrt(search.squared());
  }
};

void judge_all(const Judge& judge, int threads, std::vector<float>& gamma) {
  const std::array<std::int64_t, 3>& shape = judge.reference.grid.shape;
  std::atomic<std::int64_t> next{0};  // row
  const auto work = [&](int) {
    for (std::int64_t row; (row = next.fetch_add(1)) < shape[1] * shape[2];) {
      auto i = static_cast<std::size_t>(row * shape[0]);
      for (std::int64_t x = 0; x < shape[0]; ++x, ++i) {
        gamma[i] = static_cast<float>(judge.gamma({x, row % shape[1], row / shape[1]}, i));
      }
    }
  };
  const auto all = static_cast<int>(std::clamp(std::thread::hardware_concurrency(), 1u, 4096u));
  ThreadPool(threads > 0 ? threads : all).run(work);
}

void summarise(GammaMap& map, double maximum) {
  double sum = 0;
  for (const float stored : map.gamma) {
    if (std::isnan(stored)) continue;
    const double gamma = static_cast<double>(stored);
    ++map.judged;
    if (gamma <= 1) ++map.passed;
    if (stored >= static_cast<float>(maximum)) ++map.at_maximum;
    sum += gamma;
    map.largest = std::max(map.largest, gamma);
  }
  const double judged = static_cast<double>(map.judged);
  map.mean = sum / judged;  // NaN when none was judged
  map.passing_rate = static_cast<double>(map.passed) / judged;
  if (map.judged == 0) map.largest = nan;
}

}  // namespace

std::string to_string(const GammaCriterion& criterion) {
  return fmt::format("{:g}%/{:g}mm", criterion.dose_percent, criterion.distance_mm);
}

const char* to_string(GammaNormalisation normalisation) {
  return normalisation == GammaNormalisation::local ? "local" : "global";
}

double maximum_dose_Gy(const DoseMap& map) {
  float most = 0;
  for (const float dose_Gy : map.dose_Gy) most = std::max(most, dose_Gy);  // NaN does not count
  return static_cast<double>(most);
}

GammaMap gamma_index(const DoseMap& reference, const DoseMap& test, const ResampledDose& there,
                     const GammaCriterion& criterion, const GammaOptions& options) {
  check(criterion, options);
  GammaMap map;
  map.criterion = criterion;
  map.gamma.resize(reference.dose_Gy.size());
  const Judge judge{reference,
                    there,
                    options,
                    criterion.dose_percent,
                    maximum_dose_Gy(reference),
                    GammaCells(test, criterion.distance_mm, options.maximum, options.interpolate,
                               there.same_grid),
                    GridMap(reference.grid, test.grid)};
  judge_all(judge, options.threads, map.gamma);
  summarise(map, options.maximum);
  return map;
}

}  // namespace yttria
