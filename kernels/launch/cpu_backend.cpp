// SPDX-License-Identifier: Apache-2.0
#include <atomic>
#include <thread>

#include "kernels/launch/backend.hpp"
#include "kernels/launch/host_fold.hpp"
#include "kernels/launch/lane_follower.hpp"
#include "kernels/launch/thread_pool.hpp"

namespace yttria {

namespace {

/// Adds to shared voxels; integer addition makes the order irrelevant.
class SharedTally {
 public:
  SharedTally(std::uint64_t* energy, std::uint8_t* touched, std::uint64_t row)
      : energy_(energy), touched_(touched), row_(row) {}

  void deposit(std::uint64_t voxel, std::uint64_t quanta) {
    std::atomic_ref(energy_[voxel]).fetch_add(quanta, std::memory_order_relaxed);
    std::atomic_ref(touched_[voxel / row_]).store(1, std::memory_order_relaxed);
  }

 private:
  std::uint64_t* energy_;
  std::uint8_t* touched_;
  std::uint64_t row_;
};

class CpuBackend final : public Backend {
 public:
  CpuBackend(const ProblemView& problem, const RoiLayout& rois, int threads)
      : problem_(problem),
        rois_(rois),
        voxels_(problem.grid.density_g_cm3.size()),
        pool_(threads),
        batch_energy_(voxels_),
        touched_((voxels_ + block - 1) / block) {}

  std::size_t batches_at_once() const override { return 1; }
  bool keeps_runs() const override { return false; }

  HistoryResult run(const std::vector<std::uint64_t>& batches) override {
    batch_ = batches.front();
    result_ = transport();
    return result_;
  }

  void collect(TallySums& total) override {
    fold_rois(batch_energy_.data(), batch_, rois_, total);
    add_voxels(total);
    total.count(result_, 1);
  }

  std::string name() const override { return "cpu"; }
  std::string device() const override {
    return std::to_string(pool_.size()) + (pool_.size() == 1 ? " thread" : " threads");
  }

 private:
  static constexpr std::uint64_t chunk = 256;   // histories handed out at once
  static constexpr std::uint64_t block = 4096;  // voxels per mark of being touched

  HistoryResult transport() {
    const std::uint64_t first = batch_ * problem_.histories_per_batch;
    const std::uint64_t last = first + problem_.histories_per_batch;
    std::atomic<std::uint64_t> next{first};
    std::vector<HistoryResult> parts(static_cast<std::size_t>(pool_.size()));
    pool_.run([&](int thread) {
      SharedTally tally(batch_energy_.data(), touched_.data(), block);
      LaneFollower<SharedTally> follower(problem_, tally);
      std::uint64_t from = 0, to = 0;  // the chunk in hand
      parts[static_cast<std::size_t>(thread)] = follower.follow([&](std::uint64_t& id) {
        if (from == to) {
          from = next.fetch_add(chunk, std::memory_order_relaxed);
          if (from >= last) {
            from = to = last;
            return false;
          }
          to = from + chunk < last ? from + chunk : last;
        }
        id = from++;
        return true;
      });
    });
    HistoryResult result;
    for (const HistoryResult& part : parts) result += part;
    return result;
  }

  /// Folds the batch into the sums and clears it, only where something was deposited.
  void add_voxels(TallySums& total) {
    std::atomic<std::uint64_t> next{0};
    pool_.run([&](int) {
      for (;;) {
        const std::uint64_t i = next.fetch_add(1, std::memory_order_relaxed);
        if (i >= touched_.size()) return;
        if (touched_.data()[i] == 0) continue;
        touched_.data()[i] = 0;
        const std::uint64_t last = (i + 1) * block < voxels_ ? (i + 1) * block : voxels_;
        fold_voxels(batch_energy_.data(), i * block, last, total);
      }
    });
  }

  ProblemView problem_;
  RoiLayout rois_;
  std::uint64_t voxels_;
  ThreadPool pool_;
  std::vector<std::uint64_t> batch_energy_;
  std::vector<std::uint8_t> touched_;
  std::uint64_t batch_ = 0;  // the one that is kept
  HistoryResult result_;
};

}  // namespace

std::unique_ptr<Backend> make_cpu_backend(const ProblemView& problem, const RoiLayout& rois,
                                          int threads) {
  if (threads <= 0) threads = static_cast<int>(std::thread::hardware_concurrency());
  return std::make_unique<CpuBackend>(problem, rois, threads > 0 ? threads : 1);
}

}  // namespace yttria
