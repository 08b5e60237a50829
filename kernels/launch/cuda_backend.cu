// SPDX-License-Identifier: Apache-2.0
// CUDA backend: the same transport_history over the same bytes. One thread takes one history
// after another; voxel energies are integers, so atomics in any order give the same sums.
#include <thrust/execution_policy.h>
#include <thrust/for_each.h>
#include <thrust/iterator/counting_iterator.h>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "kernels/launch/backend.hpp"
#include "kernels/launch/batch_moments.hpp"
#include "kernels/launch/device_buffer.hpp"
#include "kernels/launch/transport_kernel.hpp"
#include "kernels/transport/transport_history.hpp"

namespace yttria {

namespace {

constexpr int block_threads = 128;

__device__ void add(std::uint64_t* to, std::uint64_t value) {
  atomicAdd(reinterpret_cast<unsigned long long*>(to), static_cast<unsigned long long>(value));
}

struct DeviceTally {
  std::uint64_t* energy;
  __device__ void deposit(std::uint64_t voxel, std::uint64_t quanta) {
    add(energy + voxel, quanta);
  }
};

__global__ void __launch_bounds__(block_threads)
    transport_batch(ProblemView problem, std::uint64_t first, std::uint64_t count,
                    std::uint64_t* energy, HistoryResult* total) {
  DeviceTally tally{energy};
  HistoryResult sum;
  const std::uint64_t stride = static_cast<std::uint64_t>(gridDim.x) * blockDim.x;
  for (std::uint64_t i = static_cast<std::uint64_t>(blockIdx.x) * blockDim.x + threadIdx.x;
       i < count; i += stride) {
    sum += transport_history(problem, first + i, tally);
  }
  add(&total->emitted, sum.emitted);
  add(&total->deposited, sum.deposited);
  add(&total->escaped, sum.escaped);
  add(&total->digest, sum.digest);
  add(&total->particles, sum.particles);
  add(&total->left_grid, sum.left_grid);
  add(&total->legs, sum.legs);
  add(&total->lost, sum.lost);
}

struct AddMoments {
  std::uint64_t *batch, *energy, *low, *high;
  __device__ void operator()(std::uint64_t v) const {
    add_moments(batch[v], energy[v], low[v], high[v]);
    batch[v] = 0;
  }
};

/// A run of voxels of an ROI on the device.
struct DeviceRun {
  std::uint64_t first, last;
  std::uint64_t target;  // of its sum: the ROI; of its group: place of the first voxel
};

/// One block per run: adds the batch energy of the run to the sum of its ROI.
__global__ void add_roi_runs(const DeviceRun* runs, const std::uint64_t* batch,
                             std::uint64_t* sums) {
  const DeviceRun run = runs[blockIdx.x];
  std::uint64_t sum = 0;
  for (std::uint64_t v = run.first + threadIdx.x; v < run.last; v += blockDim.x) sum += batch[v];
  if (sum != 0) add(sums + run.target, sum);
}

/// One block per run of the union of all ROIs: adds the batch to its group, voxel by voxel.
__global__ void add_group_runs(const DeviceRun* runs, const std::uint64_t* batch,
                               std::uint64_t* group) {
  const DeviceRun run = runs[blockIdx.x];
  for (std::uint64_t v = run.first + threadIdx.x; v < run.last; v += blockDim.x) {
    group[run.target + v - run.first] += batch[v];
  }
}

DeviceBuffer<DeviceRun> uploaded(const std::vector<DeviceRun>& runs) {
  DeviceBuffer<DeviceRun> buffer(runs.size());
  buffer.upload(runs.data());
  return buffer;
}

DeviceBuffer<DeviceRun> roi_runs(const RoiLayout& layout) {
  std::vector<DeviceRun> runs;
  for (std::size_t roi = 0; roi < layout.rois.size(); ++roi) {
    for (const RoiRuns::Run& run : layout.rois[roi].runs)
      runs.push_back({run.first, run.last, roi});
  }
  return uploaded(runs);
}

DeviceBuffer<DeviceRun> group_runs(const RoiLayout& layout) {
  std::vector<DeviceRun> runs;
  std::uint64_t place = 0;
  for (const RoiRuns::Run& run : layout.any.runs) {
    runs.push_back({run.first, run.last, place});
    place += run.last - run.first;
  }
  return uploaded(runs);
}

thrust::counting_iterator<std::uint64_t> at(std::uint64_t index) {
  return thrust::counting_iterator<std::uint64_t>(index);
}

/// Keeps device copies of a problem's arrays alive.
class UploadedProblem {
 public:
  explicit UploadedProblem(ProblemView host) : view_(host) {
    view_.for_each_array([this](auto& array) { upload(array); });
  }
  const ProblemView& view() const { return view_; }

 private:
  template <class T>
  void upload(View<const T>& array) {
    DeviceBuffer<unsigned char> buffer(array.size() * sizeof(T));
    buffer.upload(reinterpret_cast<const unsigned char*>(array.data()));
    array = View<const T>(reinterpret_cast<const T*>(buffer.data()), array.size());
    buffers_.push_back(std::move(buffer));
  }

  ProblemView view_;
  std::vector<DeviceBuffer<unsigned char>> buffers_;
};

class CudaBackend final : public Backend {
 public:
  CudaBackend(const ProblemView& problem, const RoiLayout& rois, int device)
      : rois_(rois),
        voxels_(problem.grid.density_g_cm3.size()),
        device_(select(device)),
        problem_(problem),
        batch_(voxels_),
        energy_(voxels_),
        low_(voxels_),
        high_(voxels_),
        groups_(band_groups * rois.any_voxels),
        roi_(rois.rois.size()),
        roi_runs_(roi_runs(rois)),
        group_runs_(group_runs(rois)),
        total_(1) {
    int multiprocessors = 0, per_multiprocessor = 0;
    cuda_check(cudaDeviceGetAttribute(&multiprocessors, cudaDevAttrMultiProcessorCount, device),
               "device attributes");
    cuda_check(cudaOccupancyMaxActiveBlocksPerMultiprocessor(&per_multiprocessor, transport_batch,
                                                             block_threads, 0),
               "occupancy");
    blocks_ = multiprocessors * per_multiprocessor;
    sums_.roi_energy.assign(rois.rois.size(), 0);
    sums_.roi_squared.assign(rois.rois.size(), 0);
  }

  HistoryResult run_batch(std::uint64_t batch) override {
    const HistoryResult zero;
    total_.upload(&zero);
    const ProblemView& problem = problem_.view();
    transport_batch<<<blocks_, block_threads>>>(problem, batch * problem.histories_per_batch,
                                                problem.histories_per_batch, batch_.data(),
                                                total_.data());
    cuda_check(cudaGetLastError(), "launch");
    HistoryResult result;
    total_.download(&result);
    add_rois(batch);
    thrust::for_each(thrust::device, at(0), at(voxels_),
                     AddMoments{batch_.data(), energy_.data(), low_.data(), high_.data()});
    cuda_check(cudaDeviceSynchronize(), "batch");
    sums_.emitted += result.emitted;
    sums_.deposited += result.deposited;
    sums_.escaped += result.escaped;
    sums_.history_digest += result.digest;
    ++sums_.batches;
    return result;
  }

  const TallySums& sums() override {
    download(sums_.energy, energy_);
    download(sums_.squared_low, low_);
    download(sums_.squared_high, high_);
    download(sums_.groups, groups_);
    return sums_;
  }
  TallySums take_sums() override {
    sums();
    return std::move(sums_);
  }
  std::string name() const override { return "cuda"; }
  std::string device() const override { return device_; }

 private:
  static std::string select(int device) {
    cuda_check(cudaSetDevice(device), "select device");
    cudaDeviceProp properties;
    cuda_check(cudaGetDeviceProperties(&properties, device), "device properties");
    return properties.name;
  }

  static void download(std::vector<std::uint64_t>& host, const DeviceBuffer<std::uint64_t>& from) {
    host.resize(from.size());
    from.download(host.data());
  }

  void add_rois(std::uint64_t batch) {
    if (rois_.rois.empty()) return;
    roi_.upload(std::vector<std::uint64_t>(roi_.size(), 0).data());
    constexpr int run_threads = 64;
    const auto blocks = [](const DeviceBuffer<DeviceRun>& runs) {
      return static_cast<unsigned>(runs.size());
    };
    add_roi_runs<<<blocks(roi_runs_), run_threads>>>(roi_runs_.data(), batch_.data(), roi_.data());
    std::uint64_t* group = groups_.data() + (batch % band_groups) * rois_.any_voxels;
    add_group_runs<<<blocks(group_runs_), run_threads>>>(group_runs_.data(), batch_.data(), group);
    cuda_check(cudaGetLastError(), "launch for ROIs");
    std::vector<std::uint64_t> energy(roi_.size());
    roi_.download(energy.data());
    for (std::size_t roi = 0; roi < energy.size(); ++roi) {
      sums_.roi_energy[roi] += energy[roi];
      sums_.roi_squared[roi] += static_cast<Uint128>(energy[roi]) * energy[roi];
    }
  }

  RoiLayout rois_;
  std::uint64_t voxels_;
  std::string device_;
  UploadedProblem problem_;
  DeviceBuffer<std::uint64_t> batch_, energy_, low_, high_, groups_, roi_;
  DeviceBuffer<DeviceRun> roi_runs_, group_runs_;
  DeviceBuffer<HistoryResult> total_;
  int blocks_ = 0;
  TallySums sums_;
};

}  // namespace

std::unique_ptr<Backend> make_cuda_backend(const ProblemView& problem, const RoiLayout& rois,
                                           int device) {
  return std::make_unique<CudaBackend>(problem, rois, device);
}

const void* transport_kernel() {
  return reinterpret_cast<const void*>(transport_batch);
}

}  // namespace yttria
