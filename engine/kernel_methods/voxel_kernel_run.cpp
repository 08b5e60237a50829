// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <limits>

#include "engine/error.hpp"
#include "engine/kernel_methods/kernel_block.hpp"
#include "engine/kernel_methods/offset_classes.hpp"
#include "engine/kernel_methods/share_sums.hpp"
#include "engine/log.hpp"
#include "engine/result/statistics.hpp"
#include "engine/run/problem.hpp"

namespace yttria {

namespace {

using Offsets = std::array<std::int64_t, 3>;  // x y z
constexpr std::uint64_t batches_between_tests = 16;
constexpr double most_voxels = 1 << 27;

/// Voxels from the source to the surface of the kernel, and of the block it is computed in. What
/// lies beyond the farthest electron only scatters photons back: a few voxels of it suffice.
struct Extent {
  Offsets kernel, block;
};

Extent extent_of(const VoxelKernelOrder& order) {
  constexpr double deep_g_cm2 = 10, most_by_default = 40, rim = 10;
  const double range_mm = order.source.range_mm();
  Extent extent{};
  double voxels = 1;
  for (std::size_t axis = 0; axis < 3; ++axis) {
    const double edge_mm = order.spacing_mm[axis];
    if (!(edge_mm > 0) || !std::isfinite(edge_mm)) {
      throw InputError(fmt::format("--spacing {}: give numbers above 0, in mm", edge_mm));
    }
    // The source may be at the far face of its voxel: half a voxel more.
    const double range = std::ceil(range_mm / edge_mm + 0.5);
    const double deep = std::ceil(10 * deep_g_cm2 / order.source.density() / edge_mm);
    const double wanted = order.radius_mm ? std::ceil(*order.radius_mm / edge_mm - 1e-9)
                                          : std::max(range, std::min(deep, most_by_default));
    const double block = std::max(wanted, range) + rim;
    voxels *= 2 * block + 1;
    if (!(voxels <= most_voxels)) {
      throw InputError(
          fmt::format("a kernel of {} mm voxels that reaches the electrons' range of {:.4g} mm "
                      "takes more than {:.3g} voxels; choose larger voxels",
                      edge_mm, range_mm, most_voxels));
    }
    extent.kernel[axis] = static_cast<std::int64_t>(wanted);
    extent.block[axis] = static_cast<std::int64_t>(block);
  }
  return extent;
}

/// Folds the voxels of a block into the octant of a kernel, batch by batch. The sum of a class is
/// counted, and its scatter.
class OctantSums {
 public:
  OctantSums(const VoxelKernelOrder& order, const Extent& extent)
      : extent_(extent),
        of_class_(order.spacing_mm, extent.kernel),
        octant_(of_class_.offsets(), 0),
        classes_(of_class_.offsets()) {}

  void add(const std::vector<std::uint64_t>& block_energy, std::uint64_t emitted) {
    std::vector<std::uint64_t> batch(octant_.size(), 0);
    std::size_t from = 0;
    const Offsets& half = extent_.block;
    for (std::int64_t z = -half[2]; z <= half[2]; ++z) {
      for (std::int64_t y = -half[1]; y <= half[1]; ++y) {
        for (std::int64_t x = -half[0]; x <= half[0]; ++x, ++from) {
          const std::uint64_t energy = block_energy[from];
          const Offsets at = {std::abs(x), std::abs(y), std::abs(z)};
          if (energy == 0 || !inside(at)) continue;
          const std::size_t index = octant_index(at);
          octant_[index] += energy;
          batch[of_class_.of(index)] += energy;
        }
      }
    }
    classes_.add(batch, emitted);
  }

  double source_uncertainty() const { return classes_.uncertainty(0); }

  void finish(VoxelKernel& kernel) const {
    kernel.reach = extent_.kernel;
    kernel.energy = octant_;
    for (const std::uint64_t energy : octant_) kernel.total.in_kernel += energy;
    kernel.energy_fraction = of_class_.fractions(octant_, kernel.total.emitted);
    for (std::size_t i = 0; i < octant_.size(); ++i) {
      kernel.uncertainty.push_back(classes_.uncertainty(of_class_.of(i)));
    }
  }

 private:
  bool inside(const Offsets& at) const {
    return at[0] <= extent_.kernel[0] && at[1] <= extent_.kernel[1] && at[2] <= extent_.kernel[2];
  }
  std::size_t octant_index(const Offsets& at) const {
    const Offsets& reach = extent_.kernel;
    return static_cast<std::size_t>((at[2] * (reach[1] + 1) + at[1]) * (reach[0] + 1) + at[0]);
  }

  Extent extent_;
  OffsetClasses of_class_;
  std::vector<std::uint64_t> octant_;
  ShareSums classes_;
};

struct KernelRun {
  OctantSums sums;
  HistoryResult total;
  std::uint64_t batches = 0;
};

/// All batches on one worker. A batch is collected for itself, since its sums over symmetric voxels
/// are what scatters.
KernelRun run_on(const WorkerPlan& worker, const ProblemView& view, const RunPlan& plan,
                 const std::optional<Goal>& goal, OctantSums sums,
                 const std::function<void(const Progress&)>& on_progress,
                 const std::atomic<bool>& stop) {
  KernelRun run{std::move(sums), {}, 0};
  const std::unique_ptr<Backend> backend = worker.make();
  const auto begin = std::chrono::steady_clock::now();
  for (std::uint64_t batch = plan.batches.first; batch < plan.batches.last; ++batch) {
    TallySums tally = TallySums::zero(view.grid.density_g_cm3.size(), {});
    const HistoryResult result = backend->run({batch});
    backend->collect(tally);
    if (result.lost != 0 || scored_quanta(tally) != result.deposited) {
      throw std::runtime_error(fmt::format("batch {}: energy is not balanced", batch));
    }
    run.total += result;
    run.sums.add(tally.energy, result.emitted);
    ++run.batches;
    const double uncertainty = run.sums.source_uncertainty();
    if (on_progress) {
      const double seconds =
          std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
      Progress progress = progress_of(plan, run.batches, seconds);
      progress.uncertainty = uncertainty;
      if (goal) progress.histories_total = 0;
      on_progress(progress);
    }
    if (stop.load()) break;
    const bool test = goal && run.batches % batches_between_tests == 0;
    if (test && uncertainty <= goal->percent / 100) break;
  }
  return run;
}

/// The first worker that gets through.
KernelRun run_block(const Problem& owned, const RunPlan& plan, const RunOptions& options,
                    const OctantSums& sums, const std::function<void(const Progress&)>& on_progress,
                    const std::atomic<bool>& stop) {
  const Crew crew = workers_of_this_machine(options, owned);
  std::string failures;
  for (const WorkerPlan& worker : crew.workers) {
    try {
      return run_on(worker, owned.view(), plan, options.goal, sums, on_progress, stop);
    } catch (const std::runtime_error& error) {
      failures += (failures.empty() ? "" : "; ") + worker.label + ": " + error.what();
      log_info(failures);
    }
  }
  throw RunError(failures + "; no kernel was computed");
}

}  // namespace

VoxelKernel compute_kernel(const VoxelKernelOrder& order, const RunOptions& options,
                           const std::function<void(const Progress&)>& on_progress,
                           const std::atomic<bool>& stop) {
  const Extent extent = extent_of(order);
  const RunPlan plan = plan_kernel(options);
  const double smallest_mm = *std::min_element(order.spacing_mm.begin(), order.spacing_mm.end());
  const TransportSettings settings = options.transport.settings(smallest_mm);
  Case block = kernel_block(
      order.source, {2 * extent.block[0] + 1, 2 * extent.block[1] + 1, 2 * extent.block[2] + 1},
      order.spacing_mm, Middle::voxel);
  const Problem owned(std::move(block), settings, options.seed, plan.histories_per_batch);
  const KernelRun run =
      run_block(owned, plan, options, OctantSums(order, extent), on_progress, stop);

  VoxelKernel kernel;
  kernel.subject = subject_of(order.source);
  kernel.spacing_mm = order.spacing_mm;
  kernel.total.emitted = run.total.emitted;
  kernel.histories = run.batches * plan.histories_per_batch;
  run.sums.finish(kernel);
  kernel.provenance =
      kernel_provenance(owned.rest_of_case(), settings, options, owned.tables().digest(),
                        plan.histories_per_batch, run.batches, run.total.digest);
  return kernel;
}

}  // namespace yttria
