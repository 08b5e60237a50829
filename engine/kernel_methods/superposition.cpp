// SPDX-License-Identifier: Apache-2.0
#include "engine/kernel_methods/superposition.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <cmath>
#include <limits>
#include <numbers>
#include <thread>

#include "engine/kernel_methods/case_medium.hpp"
#include "kernels/launch/thread_pool.hpp"

namespace yttria {

namespace {

using Point = std::array<double, 3>;
using Index = std::array<std::int64_t, 3>;

/// F(m): cumulative energy fraction of a point kernel over mass depth, linear within a shell.
class DepthCurve {
 public:
  explicit DepthCurve(const PointKernel& kernel) {
    double sum = 0;
    depth_.push_back(0);
    fraction_.push_back(0);
    for (std::size_t shell = 0; shell < kernel.shells(); ++shell) {
      sum += kernel.energy_fraction(shell);
      depth_.push_back(0.1 * kernel.radius_mm[shell + 1] * kernel.subject.density_g_cm3);
      fraction_.push_back(sum);
    }
    near_ = depth_.back();
    for (std::size_t i = 0; i < depth_.size(); ++i) {
      if (fraction_[i] > electrons * sum) {
        near_ = depth_[i];
        break;
      }
    }
  }
  /// `shell`: where the search begins and ended; depths along a ray ascend.
  double fraction(double depth, std::size_t& shell) const {
    if (depth >= depth_.back()) return fraction_.back();
    while (depth_[shell + 1] <= depth) ++shell;
    const double t = (depth - depth_[shell]) / (depth_[shell + 1] - depth_[shell]);
    return fraction_[shell] + t * (fraction_[shell + 1] - fraction_[shell]);
  }
  double end() const { return depth_.back(); }
  double near() const { return near_; }  // holds all that electrons bring

 private:
  static constexpr double electrons = 0.995;
  std::vector<double> depth_, fraction_;  // g/cm2
  double near_ = 0;
};

struct Ray {
  Point start;      // in units of the voxel's edges, 0..1
  Point direction;  // unit vector in the grid's axes
};

/// Start and direction of `count` rays, a multiple of 8: mirrors of one set.
std::vector<Ray> make_rays(int count) {
  // phi^6 = phi + 1: the recurrence of five dimensions.
  double phi = 1;
  for (int i = 0; i < 64; ++i) phi = std::pow(1 + phi, 1.0 / 6);
  std::vector<Ray> rays;
  for (int i = 0; i < (count + 7) / 8; ++i) {
    std::array<double, 5> u{};
    for (std::size_t d = 0; d < 5; ++d) {
      const double x = 0.5 + (i + 1) / std::pow(phi, static_cast<double>(d + 1));
      u[d] = x - std::floor(x);
    }
    const double z = u[0];  // half sphere in z and a quarter turn: the mirrors do the rest
    const double angle = 0.5 * std::numbers::pi * u[1];
    const double flat = std::sqrt(1 - z * z);
    const Point direction = {flat * std::cos(angle), flat * std::sin(angle), z};
    for (int mirror = 0; mirror < 8; ++mirror) {
      Ray ray{{u[2], u[3], u[4]}, direction};
      for (std::size_t axis = 0; axis < 3; ++axis) {
        if ((mirror >> axis & 1) == 0) continue;
        ray.start[axis] = 1 - ray.start[axis];
        ray.direction[axis] = -ray.direction[axis];
      }
      rays.push_back(ray);
    }
  }
  return rays;
}

class Tracer {
 public:
  Tracer(const Case& problem, const DepthCurve& curve, double units_per_decay)
      : problem_(problem), curve_(curve), units_(units_per_decay) {}

  /// Follows one ray of `strength` decays from a point in a voxel; counts in units.
  void trace(Index voxel, const Point& start, const Point& direction, double strength,
             double depth_end, std::vector<std::uint64_t>& energy, std::uint64_t& left,
             double depth_begin) const {
    const Grid& grid = problem_.grid;
    Point next{}, step{};  // cm along the ray: to the next face of each axis, between faces
    for (std::size_t axis = 0; axis < 3; ++axis) {
      const double edge = 0.1 * grid.spacing_mm[axis], u = direction[axis];
      step[axis] = u != 0 ? edge / std::fabs(u) : std::numeric_limits<double>::infinity();
      const double to_face = u > 0 ? 1 - start[axis] : start[axis];
      next[axis] = u != 0 ? to_face * step[axis] : std::numeric_limits<double>::infinity();
    }
    const double weight = strength * units_;
    double travelled = 0, depth = 0;
    std::size_t shell = 0;
    std::uint64_t given = share(weight, depth_begin, shell);
    const std::uint64_t all = [&] {
      std::size_t last = shell;
      return share(weight, depth_end, last);
    }();
    for (;;) {
      const std::size_t axis =
          next[0] <= next[1] ? (next[0] <= next[2] ? 0 : 2) : (next[1] <= next[2] ? 1 : 2);
      const auto at = static_cast<std::size_t>(
          (voxel[2] * grid.shape[1] + voxel[1]) * grid.shape[0] + voxel[0]);
      depth += (next[axis] - travelled) * static_cast<double>(problem_.density_g_cm3[at]);
      travelled = next[axis];
      if (depth > depth_begin) {
        const std::uint64_t sum = depth < depth_end ? share(weight, depth, shell) : all;
        if (sum > given) {
          std::atomic_ref(energy[at]).fetch_add(sum - given, std::memory_order_relaxed);
          given = sum;
        }
        if (depth >= depth_end) return;
      }
      voxel[axis] += direction[axis] > 0 ? 1 : -1;
      if (voxel[axis] < 0 || voxel[axis] >= grid.shape[axis]) {
        left += all - given;
        return;
      }
      next[axis] += step[axis];
    }
  }

 private:
  std::uint64_t share(double weight, double depth, std::size_t& shell) const {
    return static_cast<std::uint64_t>(weight * curve_.fraction(depth, shell));
  }

  const Case& problem_;
  const DepthCurve& curve_;
  double units_;
};

/// Where decays happen: a voxel, or a point in one.
struct Origin {
  std::int64_t voxel;
  double decays;
  Point start;  // of a point, in units of the voxel's edges
};

std::vector<Origin> origins_of(const Case& problem) {
  std::vector<Origin> origins;
  const Source& source = problem.source;
  const Grid& grid = problem.grid;
  for (std::size_t i = 0; i < source.map_decays.size(); ++i) {
    if (source.map_decays[i] > 0) {
      origins.push_back(
          {static_cast<std::int64_t>(i), static_cast<double>(source.map_decays[i]), {}});
    }
  }
  for (std::size_t i = 0; i < source.points_mm.size(); ++i) {
    const std::int64_t voxel = voxel_at(grid, source.points_mm[i]);
    const Index at = {voxel % grid.shape[0], voxel / grid.shape[0] % grid.shape[1],
                      voxel / grid.shape[0] / grid.shape[1]};
    Origin origin{voxel, source.points_decays[i], {}};
    for (std::size_t axis = 0; axis < 3; ++axis) {
      double along_mm = 0;
      for (std::size_t k = 0; k < 3; ++k) {
        along_mm += grid.direction[3 * k + axis] * (source.points_mm[i][k] - grid.origin_mm[k]);
      }
      const double inside = along_mm / grid.spacing_mm[axis] + 0.5 - static_cast<double>(at[axis]);
      origin.start[axis] = std::clamp(inside, 0.0, 1.0);
    }
    origins.push_back(origin);
  }
  return origins;
}

}  // namespace

Superposition superpose(const Case& problem, const PointKernel& kernel, int rays, int threads) {
  constexpr int far_share = 16;
  const std::vector<Ray> set = make_rays(rays);
  const double per_ray = 1 / static_cast<double>(set.size());
  const DepthCurve curve(kernel);
  const bool points = !problem.source.points_mm.empty();
  const std::vector<Origin> origins = origins_of(problem);
  // All energy is below 2^62 units, so no voxel can overflow.
  const double units = 0x1p62 / problem.source.total_decays;
  const Tracer tracer(problem, curve, units);
  const Index shape = problem.grid.shape;

  std::vector<std::uint64_t> energy(problem.density_g_cm3.size(), 0);
  std::atomic<std::uint64_t> left{0};
  std::atomic<std::size_t> next{0};
  const int hardware = static_cast<int>(std::max(1u, std::thread::hardware_concurrency()));
  ThreadPool pool(threads > 0 ? threads : hardware);
  pool.run([&](int) {
    std::uint64_t lost = 0;
    constexpr std::size_t chunk = 16;
    for (std::size_t first; (first = next.fetch_add(chunk)) < origins.size();) {
      for (std::size_t i = first; i < std::min(first + chunk, origins.size()); ++i) {
        const Origin& origin = origins[i];
        const Index voxel = {origin.voxel % shape[0], origin.voxel / shape[0] % shape[1],
                             origin.voxel / shape[0] / shape[1]};
        for (std::size_t r = 0; r < set.size(); ++r) {
          const Point& start = points ? origin.start : set[r].start;
          tracer.trace(voxel, start, set[r].direction, origin.decays * per_ray, curve.near(),
                       energy, lost, 0);
          if (curve.near() < curve.end() && r / 8 % far_share == 0) {
            const double groups = std::ceil(static_cast<double>(set.size() / 8) / far_share);
            tracer.trace(voxel, start, set[r].direction, origin.decays / (8 * groups), curve.end(),
                         energy, lost, curve.near());
          }
        }
      }
    }
    left.fetch_add(lost);
  });

  Superposition result;
  result.energy.resize(energy.size());
  double deposited = 0;
  for (std::size_t i = 0; i < energy.size(); ++i) {
    result.energy[i] = static_cast<double>(energy[i]) / units;
    deposited += result.energy[i];
  }
  result.left_grid = static_cast<double>(left.load()) / units;
  result.beyond = problem.source.total_decays - deposited - result.left_grid;
  return result;
}

}  // namespace yttria
