// SPDX-License-Identifier: Apache-2.0
#include "engine/run/memory.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "kernels/launch/launch_plan.hpp"
#include "kernels/launch/roi_pieces.hpp"
#include "kernels/launch/tally_sums.hpp"

namespace yttria {

namespace {

// Bytes per voxel.
constexpr std::uint64_t medium = 4 + 2;    // density, material
constexpr std::uint64_t source_map = 4;    // share of its row
constexpr std::uint64_t sums = 3 * 8;      // energy, squared energy (low, high)
constexpr std::uint64_t batch_energy = 8;  // of the batch in hand
constexpr std::uint64_t mass = 4;
constexpr std::uint64_t bytes_per_point = 48;

constexpr std::uint64_t usual_histories_per_batch = std::uint64_t{1} << 18;

double gibibytes(std::uint64_t bytes) {
  return static_cast<double>(bytes) / 0x1p30;
}

std::uint64_t voxels_of_any_roi(const std::vector<Roi>& rois) {
  std::vector<VoxelRun> runs;
  for (const Roi& roi : rois) runs.insert(runs.end(), roi.runs.begin(), roi.runs.end());
  std::sort(runs.begin(), runs.end(),
            [](const VoxelRun& a, const VoxelRun& b) { return a.first < b.first; });
  std::int64_t count = 0, covered = 0;
  for (const VoxelRun& run : runs) {
    count += std::max<std::int64_t>(0, run.last - std::max(run.first, covered));
    covered = std::max(covered, run.last);
  }
  return static_cast<std::uint64_t>(count);
}

std::uint64_t pieces_of(const std::vector<Roi>& rois) {
  std::uint64_t pieces = 0;
  for (const Roi& roi : rois) {
    for (const VoxelRun& run : roi.runs) {
      pieces += (static_cast<std::uint64_t>(run.last - run.first) + roi_piece_voxels - 1) /
                roi_piece_voxels;
    }
  }
  return pieces;
}

}  // namespace

MemoryNeed memory_need(const Case& problem) {
  const auto voxels = static_cast<std::uint64_t>(problem.grid.voxels());
  const bool points = !problem.source.points_mm.empty();
  const std::uint64_t source =
      points ? bytes_per_point * problem.source.points_mm.size() : source_map * voxels;
  const std::uint64_t groups =
      sizeof(std::uint64_t) * band_groups * voxels_of_any_roi(problem.rois);
  MemoryNeed need;
  const std::uint64_t host = (medium + mass + sums) * voxels + source + groups;
  need.host_cpu_backend = host + batch_energy * voxels;
  need.host_cuda_backend = host + sums * voxels + groups;  // those of a device on their way
  // What a worker has handed in, and what it is about to; a second backend.
  need.verification = 2 * (sums * voxels + groups) + batch_energy * voxels;
  DeviceNeed device;
  device.problem_bytes = medium * voxels + source;
  device.voxels = voxels;
  device.voxels_of_any_roi = voxels_of_any_roi(problem.rois);
  device.rois = problem.rois.size();
  device.roi_pieces = 2 * pieces_of(problem.rois);  // their union has no more than they
  device.histories_per_batch = usual_histories_per_batch;
  need.device = wished_bytes(device);
  need.least_device = least_bytes(device);
  return need;
}

bool fits(const MemoryNeed& need, const CudaDevice& device) {
  return need.least_device <= device.memory_usable_bytes;
}

std::vector<std::string> device_memory_warnings(const MemoryNeed& need,
                                                const std::vector<CudaDevice>& devices) {
  std::vector<std::string> warnings;
  for (const CudaDevice& device : devices) {
    if (!device.usable || fits(need, device)) continue;
    warnings.push_back(fmt::format(
        "a run takes at least {:.2f} GiB of device memory and device {} ({}) has {:.2f} GiB for "
        "it, "
        "of {:.2f} in all; end what holds it (nvidia-smi), choose another of --devices, or use "
        "--backend cpu",
        gibibytes(need.least_device), device.index, device.name,
        gibibytes(device.memory_usable_bytes), gibibytes(device.memory_total_bytes)));
  }
  return warnings;
}

}  // namespace yttria
