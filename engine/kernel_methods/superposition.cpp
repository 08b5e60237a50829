// SPDX-License-Identifier: Apache-2.0
#include "engine/kernel_methods/superposition.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <cmath>
#include <memory>
#include <thread>

#include "engine/kernel_methods/case_medium.hpp"
#include "engine/kernel_methods/depth_curve.hpp"
#include "engine/kernel_methods/ray_set.hpp"
#include "kernels/launch/thread_pool.hpp"

namespace yttria {

namespace {

// Groups of mirrors of which one carries the photons. Prime to the bases of the sequence: of every
// 16th member the first four binary digits of the height are the same, and so is the direction.
constexpr std::uint64_t far_share = 17;
// What a ray gives stays below twice its weight: far rays give 8.5 % more than all.
constexpr double largest_exact = 0x1p51;

/// Whether a group of mirrors carries the photons: ceil(groups / far_share) of each row do, another
/// stretch of them in every row, so that they differ where a row has few.
bool goes_far(std::uint64_t group, std::uint64_t row, std::uint64_t groups) {
  return (group + groups - row % groups) % groups % far_share == 0;
}

/// A non-negative number below 2^51, rounded to an integer in a way that compilers vectorise.
std::int64_t rounded(double value) {
  constexpr double shift = 0x1p52;  // in [2^52, 2^53) the last bit of a double is 1
  return static_cast<std::int64_t>(__builtin_bit_cast(std::uint64_t, value + shift) &
                                   ((std::uint64_t{1} << 52) - 1));
}

/// The voxels of the grid, by rows along x that are added to under a lock each.
class RowSums {
 public:
  explicit RowSums(const std::array<std::int64_t, 3>& shape)
      : nx_(static_cast<std::size_t>(shape[0])),
        energy_(nx_ * static_cast<std::size_t>(shape[1] * shape[2]), 0),
        locks_(new std::atomic_flag[static_cast<std::size_t>(shape[1] * shape[2])]) {}

  template <class Add>
  void with_row(std::size_t row, Add&& add) {
    while (locks_[row].test_and_set(std::memory_order_acquire)) {
    }
    add(energy_.data() + row * nx_);
    locks_[row].clear(std::memory_order_release);
  }
  const std::vector<std::int64_t>& energy() const { return energy_; }

 private:
  std::size_t nx_;
  std::vector<std::int64_t> energy_;
  std::unique_ptr<std::atomic_flag[]> locks_;
};

/// All sources of one row go along a ray together: their paths differ only in where they are.
class RowTracer {
 public:
  RowTracer(const Grid& grid, const std::vector<float>& density_g_cm3, RowSums& sums)
      : grid_(grid),
        shape_(grid.shape),
        density_(density_g_cm3),
        sums_(sums),
        depth_(static_cast<std::size_t>(shape_[0])),
        given_(static_cast<std::size_t>(shape_[0])) {}

  /// Sources [first, last) of row (y, z) with these weights, in units per ray. Returns what leaves.
  std::int64_t trace(std::int64_t y, std::int64_t z, std::int64_t first, std::int64_t last,
                     const double* weight, const Ray& ray, const DepthCurve& curve) {
    std::fill(depth_.begin(), depth_.end(), 0.0);
    std::fill(given_.begin(), given_.end(), 0);
    std::int64_t left = 0;
    RayWalk walk(grid_, ray);
    for (;;) {  // each step moves on by a voxel, so a ray ends or leaves the grid
      const RayStep step = walk.next();
      const std::int64_t ty = y + step.dy, tz = z + step.dz;
      const bool outside = ty < 0 || ty >= shape_[1] || tz < 0 || tz >= shape_[2];
      const std::int64_t low = outside ? last : std::max<std::int64_t>(first, -step.dx);
      const std::int64_t high = outside ? last : std::min(last, shape_[0] - step.dx);
      left += rest(first, std::min(low, last), weight, curve) +
              rest(std::max(high, first), last, weight, curve);
      first = low;
      last = high;
      if (first >= last) return left;
      if (!deposit(first, last, weight, step, static_cast<std::size_t>(tz * shape_[1] + ty),
                   curve)) {
        return left;
      }
    }
  }

 private:
  /// What these sources still carry.
  std::int64_t rest(std::int64_t first, std::int64_t last, const double* weight,
                    const DepthCurve& curve) const {
    std::int64_t sum = 0;
    for (std::int64_t x = first; x < last; ++x) {
      sum += rounded(weight[x] * curve.given.back()) - given_[static_cast<std::size_t>(x)];
    }
    return sum;
  }

  /// Whether anything is left to carry.
  bool deposit(std::int64_t first, std::int64_t last, const double* weight, const RayStep& step,
               std::size_t row, const DepthCurve& curve) {
    const float* const density = density_.data() + row * static_cast<std::size_t>(shape_[0]);
    const std::int64_t dx = step.dx;
    const double nodes = step.length_cm * curve.nodes_per_g_cm2;
    const double end = curve.last();
    const double* const table = curve.given.data();
    double* const depth = depth_.data();
    std::int64_t* const given = given_.data();
    double shallowest = end;
    sums_.with_row(row, [&](std::int64_t* energy) {
      for (std::int64_t x = first; x < last; ++x) {
        depth[x] += nodes * static_cast<double>(density[x + dx]);
        const double at = std::min(depth[x], end);
        const std::int32_t node = static_cast<std::int32_t>(std::min(at, end - 1));
        const double t = at - static_cast<double>(node);
        const double part = table[node] + t * (table[node + 1] - table[node]);
        const std::int64_t sum = rounded(weight[x] * part);
        energy[x + dx] += sum - given[x];
        given[x] = sum;
        shallowest = std::min(shallowest, at);
      }
    });
    return shallowest < end;
  }

  const Grid& grid_;
  std::array<std::int64_t, 3> shape_;
  const std::vector<float>& density_;
  RowSums& sums_;
  std::vector<double> depth_;        // in nodes of the curve, by x of the source
  std::vector<std::int64_t> given_;  // units
};

/// Rows with sources are handed out to threads, which take all rays of one at a time, each row its
/// own stretch of the sequence: what rays miss from one row, those of its neighbours see. Returns
/// the units that left the grid.
std::int64_t trace_all(const Case& problem, const std::vector<float>& decays, double units_per_ray,
                       std::uint64_t rays, const DepthCurves& curves, int threads, RowSums& sums) {
  const auto nx = static_cast<std::size_t>(problem.grid.shape[0]);
  const std::size_t rows = decays.size() / nx;
  std::atomic<std::size_t> next{0};
  std::atomic<std::int64_t> left{0};
  const int hardware = static_cast<int>(std::max(1u, std::thread::hardware_concurrency()));
  ThreadPool pool(threads > 0 ? threads : hardware);
  pool.run([&](int) {
    RowTracer tracer(problem.grid, problem.density_g_cm3, sums);
    std::vector<double> weight(nx);
    std::int64_t lost = 0;
    for (std::size_t row; (row = next.fetch_add(1)) < rows;) {
      const float* const source = decays.data() + row * nx;
      std::int64_t first = static_cast<std::int64_t>(nx), last = 0;
      for (std::size_t x = 0; x < nx; ++x) {
        weight[x] = static_cast<double>(source[x]) * units_per_ray;
        if (!(source[x] > 0)) continue;
        first = std::min(first, static_cast<std::int64_t>(x));
        last = static_cast<std::int64_t>(x) + 1;
      }
      if (first >= last) continue;
      const auto y = static_cast<std::int64_t>(row) % problem.grid.shape[1];
      const auto z = static_cast<std::int64_t>(row) / problem.grid.shape[1];
      for (std::uint64_t group = 0; group < rays / 8; ++group) {
        const Ray ray = ray_of_sequence(row * (rays / 8) + group);
        const DepthCurve& curve = goes_far(group, row, rays / 8) ? curves.whole : curves.near;
        for (unsigned mirror = 0; mirror < 8; ++mirror) {
          lost += tracer.trace(y, z, first, last, weight.data(), mirrored(ray, mirror), curve);
        }
      }
    }
    left += lost;
  });
  return left.load();
}

/// About 2^23 over all rows with sources: few of them have few neighbours.
std::uint64_t rays_for(const std::vector<float>& decays, const std::array<std::int64_t, 3>& shape) {
  const auto nx = static_cast<std::ptrdiff_t>(shape[0]);
  std::uint64_t rows = 0;
  for (auto row = decays.begin(); row != decays.end(); row += nx) {
    rows += std::any_of(row, row + nx, [](float value) { return value > 0; }) ? 1u : 0u;
  }
  const std::uint64_t rays = (std::uint64_t{1} << 23) / std::max<std::uint64_t>(rows, 1);
  return std::clamp<std::uint64_t>(rays, 1024, 1 << 18) / 128 * 128;
}

}  // namespace

Superposition superpose(const Case& problem, const PointKernel& kernel, int wanted_rays,
                        int threads) {
  const std::vector<float> decays = decays_by_voxel(problem);
  const std::uint64_t rays = wanted_rays > 0 ? (static_cast<std::uint64_t>(wanted_rays) + 7) / 8 * 8
                                             : rays_for(decays, problem.grid.shape);
  const double groups = static_cast<double>(rays / 8);
  const double share = groups / std::ceil(groups / static_cast<double>(far_share));
  const DepthCurves curves = depth_curves(kernel, share);
  const double per_ray = 1 / static_cast<double>(rays);
  const double most = static_cast<double>(*std::max_element(decays.begin(), decays.end()));
  // As fine as 62 bits for all energy and 51 for one ray allow.
  const double units =
      std::min(0x1p62 / problem.source.total_decays, largest_exact / (most * per_ray));
  RowSums sums(problem.grid.shape);
  const std::int64_t left =
      trace_all(problem, decays, units * per_ray, rays, curves, threads, sums);

  Superposition result;
  result.rays = rays;
  result.energy.resize(decays.size());
  double deposited = 0;
  for (std::size_t i = 0; i < decays.size(); ++i) {
    result.energy[i] = static_cast<double>(sums.energy()[i]) / units;
    deposited += result.energy[i];
  }
  result.left_grid = static_cast<double>(left) / units;
  result.beyond = problem.source.total_decays - deposited - result.left_grid;
  return result;
}

}  // namespace yttria
