// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <thread>

#include "engine/error.hpp"
#include "engine/kernel_methods/kernel_block.hpp"
#include "engine/kernel_methods/point_kernel_history.hpp"
#include "engine/kernel_methods/share_sums.hpp"
#include "engine/run/problem.hpp"
#include "kernels/launch/thread_pool.hpp"

namespace yttria {

namespace {

constexpr double deep_g_cm2 = 10;  // by when bremsstrahlung has fallen to parts per million
constexpr double most_shells = 1e5;

/// Largest of 1, 2, 5 times a power of ten that is not above.
double round_down(double value) {
  const double power = std::pow(10, std::floor(std::log10(value)));
  for (const double step : {5.0, 2.0}) {
    if (step * power <= value * (1 + 1e-9)) return step * power;
  }
  return power;
}

/// Equal shells beyond the range of the electrons, then shells that grow by a tenth each: there
/// only photons deposit, and their kernel is smooth.
std::vector<double> shell_bounds_mm(const PointKernelOrder& order) {
  const double range_mm = order.source.range_mm();
  const double width = order.shell_mm.value_or(round_down(range_mm / 100));
  const double end = order.radius_mm.value_or(10 * deep_g_cm2 / order.source.density());
  if (!(width > 0) || !std::isfinite(width)) {
    throw InputError(fmt::format("--shell {}: give a number above 0, in mm", width));
  }
  if (!(end >= width) || !std::isfinite(end)) {
    throw InputError(
        fmt::format("--radius {}: give at least the width of a shell, {} mm", end, width));
  }
  if (std::min(end, 1.1 * range_mm) / width > most_shells) {
    throw InputError(fmt::format("--shell {}: more than {:.0f} shells; give a larger width", width,
                                 most_shells));
  }
  std::vector<double> bounds = {0};
  for (std::size_t i = 1; bounds.back() < std::min(end, 1.1 * range_mm) * (1 - 1e-9); ++i) {
    bounds.push_back(width * static_cast<double>(i));
  }
  for (double step = width; bounds.back() < end * (1 - 1e-9);) {
    step *= 1.1;
    bounds.push_back(std::min(end, bounds.back() + step));
  }
  return bounds;
}

/// A block that reaches 30 g/cm2 beyond the last shell in few voxels: positions count from the
/// corner of a voxel, so that its size costs no precision here.
Case block_about(const PointKernelOrder& order, double end_mm) {
  constexpr std::int64_t voxels = 41;
  const double half_mm = end_mm + 300 / order.source.density();
  const double edge_mm = 2 * half_mm / static_cast<double>(voxels);
  return kernel_block(order.source, {voxels, voxels, voxels}, {edge_mm, edge_mm, edge_mm},
                      Middle::point);
}

/// One batch on all threads; integers, so that it is the same for any number of them.
HistoryResult run_batch(const ProblemView& view, std::uint64_t batch, ThreadPool& pool,
                        std::vector<ShellTally>& tallies, std::vector<std::uint64_t>& energy) {
  constexpr std::uint64_t chunk = 64;
  const std::uint64_t last = (batch + 1) * view.histories_per_batch;
  std::atomic<std::uint64_t> next{batch * view.histories_per_batch};
  std::vector<HistoryResult> parts(tallies.size());
  pool.run([&](int thread) {
    const auto own = static_cast<std::size_t>(thread);
    tallies[own].clear();
    for (std::uint64_t from; (from = next.fetch_add(chunk)) < last;) {
      const std::uint64_t to = std::min(from + chunk, last);
      for (std::uint64_t id = from; id < to; ++id) {
        parts[own] += point_kernel_history(view, id, tallies[own]);
      }
    }
  });
  HistoryResult result;
  std::fill(energy.begin(), energy.end(), 0);
  std::uint64_t placed = 0;
  for (std::size_t thread = 0; thread < tallies.size(); ++thread) {
    result += parts[thread];
    for (std::size_t i = 0; i < energy.size(); ++i) energy[i] += tallies[thread].energy()[i];
  }
  for (const std::uint64_t shell : energy) placed += shell;
  if (result.lost != 0 || placed != result.deposited ||
      result.emitted != result.deposited + result.escaped) {
    throw RunError(
        fmt::format("batch {}: energy is not balanced: a fault of a device or of memory (yttria "
                    "selftest tells which); nothing is saved",
                    batch));
  }
  return result;
}

}  // namespace

PointKernel compute_kernel(const PointKernelOrder& order, const RunOptions& options,
                           const std::function<void(const Progress&)>& on_progress,
                           const std::atomic<bool>& stop) {
  if (options.goal) throw InputError("--goal: a point kernel takes --histories; leave it out");
  PointKernel kernel;
  kernel.subject = subject_of(order.source);
  kernel.radius_mm = shell_bounds_mm(order);
  const RunPlan plan = plan_kernel(options);
  TransportSettings settings = options.transport.settings(kernel.radius_mm[1]);
  settings.end_confined = false;  // shells are finer than the voxel of the block
  const Problem owned(block_about(order, kernel.radius_mm.back()), settings, options.seed,
                      plan.histories_per_batch);
  const ProblemView view = owned.view();

  std::vector<double> radius_cm;
  for (const double radius : kernel.radius_mm) radius_cm.push_back(0.1 * radius);
  const int hardware = static_cast<int>(std::max(1u, std::thread::hardware_concurrency()));
  ThreadPool pool(options.threads > 0 ? options.threads : hardware);
  std::vector<ShellTally> tallies(static_cast<std::size_t>(pool.size()), ShellTally(radius_cm));
  std::vector<std::uint64_t> energy(radius_cm.size());
  ShareSums sums(radius_cm.size() - 1);
  HistoryResult total;
  std::uint64_t batches = 0;
  const auto begin = std::chrono::steady_clock::now();
  while (batches < plan.planned_batches) {
    const HistoryResult result = run_batch(view, batches++, pool, tallies, energy);
    sums.add(energy, result.emitted);
    total += result;
    if (on_progress) {
      const double seconds =
          std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
      on_progress(progress_of(plan, batches, seconds));
    }
    if (stop.load()) break;
  }
  kernel.total.emitted = total.emitted;
  kernel.histories = batches * plan.histories_per_batch;
  kernel.energy = sums.energy();
  for (std::size_t shell = 0; shell < kernel.energy.size(); ++shell) {
    kernel.total.in_kernel += kernel.energy[shell];
    kernel.uncertainty.push_back(sums.uncertainty(shell));
  }
  kernel.provenance =
      kernel_provenance(owned.rest_of_case(), settings, options, owned.tables().digest(),
                        plan.histories_per_batch, batches, total.digest);
  return kernel;
}

}  // namespace yttria
