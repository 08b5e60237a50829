// SPDX-License-Identifier: Apache-2.0
#include <atomic>
#include <thread>

#include "kernels/launch/backend.hpp"
#include "kernels/launch/batch_moments.hpp"
#include "kernels/launch/thread_pool.hpp"
#include "kernels/transport/transport_history.hpp"

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
        touched_((voxels_ + block - 1) / block) {
    sums_.energy.assign(voxels_, 0);
    sums_.squared_low.assign(voxels_, 0);
    sums_.squared_high.assign(voxels_, 0);
    sums_.groups.assign(band_groups * rois.any_voxels, 0);
    sums_.roi_energy.assign(rois.rois.size(), 0);
    sums_.roi_squared.assign(rois.rois.size(), 0);
  }

  HistoryResult run_batch(std::uint64_t batch) override {
    const HistoryResult result = transport(batch);
    add_rois(batch);
    add_voxels();
    sums_.emitted += result.emitted;
    sums_.deposited += result.deposited;
    sums_.escaped += result.escaped;
    sums_.history_digest += result.digest;
    ++sums_.batches;
    return result;
  }

  const TallySums& sums() override { return sums_; }
  TallySums take_sums() override { return std::move(sums_); }
  std::string name() const override { return "cpu"; }
  std::string device() const override {
    return std::to_string(pool_.size()) + (pool_.size() == 1 ? " thread" : " threads");
  }

 private:
  static constexpr std::uint64_t chunk = 256;   // histories handed out at once
  static constexpr std::uint64_t block = 4096;  // voxels per mark of being touched

  HistoryResult transport(std::uint64_t batch) {
    const std::uint64_t first = batch * problem_.histories_per_batch;
    const std::uint64_t last = first + problem_.histories_per_batch;
    std::atomic<std::uint64_t> next{first};
    std::vector<HistoryResult> parts(static_cast<std::size_t>(pool_.size()));
    pool_.run([&](int thread) {
      HistoryResult sum;
      SharedTally tally(batch_energy_.data(), touched_.data(), block);
      for (;;) {
        const std::uint64_t from = next.fetch_add(chunk, std::memory_order_relaxed);
        if (from >= last) break;
        const std::uint64_t to = from + chunk < last ? from + chunk : last;
        for (std::uint64_t id = from; id < to; ++id) {
          sum += transport_history(problem_, id, tally);
        }
      }
      parts[static_cast<std::size_t>(thread)] = sum;
    });
    HistoryResult result;
    for (const HistoryResult& part : parts) result += part;
    return result;
  }

  void add_rois(std::uint64_t batch) {
    for (std::size_t roi = 0; roi < rois_.rois.size(); ++roi) {
      std::uint64_t energy = 0;
      for (const RoiRuns::Run& run : rois_.rois[roi].runs) {
        for (std::uint64_t v = run.first; v < run.last; ++v) energy += batch_energy_.data()[v];
      }
      sums_.roi_energy[roi] += energy;
      sums_.roi_squared[roi] += static_cast<Uint128>(energy) * energy;
    }
    std::uint64_t* group = sums_.groups.data() + (batch % band_groups) * rois_.any_voxels;
    for (const RoiRuns::Run& run : rois_.any.runs) {
      for (std::uint64_t v = run.first; v < run.last; ++v) *group++ += batch_energy_.data()[v];
    }
  }

  /// Folds the batch into the sums and clears it, only where something was deposited.
  void add_voxels() {
    std::atomic<std::uint64_t> next{0};
    pool_.run([&](int) {
      for (;;) {
        const std::uint64_t i = next.fetch_add(1, std::memory_order_relaxed);
        if (i >= touched_.size()) return;
        if (touched_.data()[i] == 0) continue;
        touched_.data()[i] = 0;
        const std::uint64_t last = (i + 1) * block < voxels_ ? (i + 1) * block : voxels_;
        for (std::uint64_t v = i * block; v < last; ++v) {
          std::uint64_t& energy = batch_energy_.data()[v];
          if (energy == 0) continue;
          add_moments(energy, sums_.energy[v], sums_.squared_low[v], sums_.squared_high[v]);
          energy = 0;
        }
      }
    });
  }

  ProblemView problem_;
  RoiLayout rois_;
  std::uint64_t voxels_;
  ThreadPool pool_;
  std::vector<std::uint64_t> batch_energy_;
  std::vector<std::uint8_t> touched_;
  TallySums sums_;
};

}  // namespace

std::unique_ptr<Backend> make_cpu_backend(const ProblemView& problem, const RoiLayout& rois,
                                          int threads) {
  if (threads <= 0) threads = static_cast<int>(std::thread::hardware_concurrency());
  return std::make_unique<CpuBackend>(problem, rois, threads > 0 ? threads : 1);
}

}  // namespace yttria
