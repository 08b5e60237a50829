// SPDX-License-Identifier: Apache-2.0
// The backend of machines with thousands of lanes. What it asks of the machine is an Executor:
// memory, streams, and running a function for every index. CUDA is one (cuda_backend.cu); the other
// runs on the host (host_executor.hpp), so that all that is here is tested without a GPU.
//
// A set of batches is in hand at a time, each with a tally of its own. Their histories go through
// four launches in a row: the first particles are emitted, all lanes alike; their electrons are
// followed; then the photons that came of them, apart, because a warp in which both fly takes the
// time of both; then the electrons that photons set free, with all that comes of them. Then the
// batches are added to the sums, in a stream of its own, while the next set flies.
#pragma once

#include <algorithm>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "kernels/launch/backend.hpp"
#include "kernels/launch/batches_in_hand.hpp"
#include "kernels/launch/first_particles.hpp"
#include "kernels/launch/fold.hpp"
#include "kernels/launch/host_fold.hpp"
#include "kernels/launch/lane.hpp"
#include "kernels/launch/launch_plan.hpp"
#include "kernels/launch/roi_pieces.hpp"

namespace yttria {

struct SetCounter {
  std::uint64_t* counter;
  std::uint64_t value;
  YTTRIA_HD void operator()(std::uint64_t) const { *counter = value; }
};

/// Keeps a machine's copies of a problem's arrays alive.
template <class Executor>
class UploadedProblem {
 public:
  UploadedProblem(Executor& executor, const ProblemView& host) : view_(host) {
    view_.for_each_array([&](auto& array) { upload(executor, array); });
  }
  const ProblemView& view() const { return view_; }

 private:
  using Bytes = typename Executor::template Buffer<unsigned char>;

  template <class T>
  void upload(Executor& executor, View<const T>& array) {
    Bytes bytes = executor.template make_buffer<unsigned char>(array.size() * sizeof(T));
    executor.upload(bytes, reinterpret_cast<const unsigned char*>(array.data()));
    array = View<const T>(reinterpret_cast<const T*>(bytes.data()), array.size());
    bytes_.push_back(std::move(bytes));
  }

  ProblemView view_;
  std::vector<Bytes> bytes_;
};

template <class Executor>
class LaneBackend final : public Backend {
  template <class T>
  using Buffer = typename Executor::template Buffer<T>;
  using Stream = typename Executor::Stream;
  using Words = Buffer<std::uint64_t>;

 public:
  LaneBackend(Executor executor, const ProblemView& problem, const RoiLayout& rois,
              const LaunchPlan& plan)
      : executor_(std::move(executor)),
        rois_(rois),
        plan_(plan),
        voxels_(problem.grid.density_g_cm3.size()),
        problem_(executor_, problem),
        fold_stream_(executor_.make_stream()),
        total_(executor_.template make_buffer<HistoryResult>(1)) {
    for (int i = 0; i < plan.streams; ++i) sets_.push_back(make_set());
    if (!plan.sums_on_device) {
      host_sums_ = TallySums::zero(voxels_, rois);
      host_energy_.resize(plan.batches_in_hand * voxels_);
      return;
    }
    for (Words* words : {&energy_, &low_, &high_}) *words = make_words(voxels_);
    for (Words* words : {&roi_energy_, &roi_low_, &roi_high_}) {
      *words = make_words(rois.rois.size());
    }
    groups_ = make_words(band_groups * rois.any_voxels);
    roi_pieces_ = uploaded(roi_pieces(rois));
    group_pieces_ = uploaded(group_pieces(rois));
  }

  std::size_t batches_at_once() const override {
    return static_cast<std::size_t>(plan_.batches_in_hand) * sets_.size() * 2;
  }
  bool keeps_runs() const override { return true; }

  HistoryResult run(const std::vector<std::uint64_t>& batches) override {
    executor_.clear(fold_stream_, total_);
    executor_.synchronise(fold_stream_);
    std::size_t turn = 0;
    for (std::size_t i = 0; i < batches.size(); i += plan_.batches_in_hand) {
      start(sets_[turn++ % sets_.size()], batches, i);
    }
    executor_.observe();  // while it is busy
    for (Set& set : sets_) executor_.synchronise(set.stream);
    executor_.synchronise(fold_stream_);
    HistoryResult result;
    executor_.download(&result, total_, 1);
    kept_ += result;
    kept_batches_ += batches.size();
    return result;
  }

  void collect(TallySums& total) override {
    if (plan_.sums_on_device) fetch_sums();
    total += host_sums_;
    total.count(kept_, kept_batches_);
    host_sums_ = plan_.sums_on_device ? TallySums() : TallySums::zero(voxels_, rois_);
    kept_ = HistoryResult();
    kept_batches_ = 0;
  }

  std::string name() const override { return executor_.name(); }
  std::string device() const override { return executor_.device(); }
  std::vector<std::pair<std::string, std::string>> facts() override { return executor_.facts(); }

  const Executor& executor() const { return executor_; }

 private:
  /// What a set of batches under way needs to itself.
  struct Set {
    Stream stream;
    Words energy;      // [batch in hand][voxel]
    Words roi_energy;  // [batch in hand][roi]
    Words counters;    // [queue][pushed, taken]
    Buffer<QueuedParticle> first, photons, electrons;
  };

  Words make_words(std::uint64_t count) {
    return executor_.template make_buffer<std::uint64_t>(count);
  }

  Set make_set() {
    const auto queue = [&](std::uint64_t room) {
      return executor_.template make_buffer<QueuedParticle>(room);
    };
    return {executor_.make_stream(),
            make_words(plan_.batches_in_hand * voxels_),
            make_words(plan_.batches_in_hand * rois_.rois.size()),
            make_words(6),
            queue(plan_.room_first),
            queue(plan_.room_apart),
            queue(plan_.room_apart)};
  }

  Buffer<RoiPiece> uploaded(const std::vector<RoiPiece>& pieces) {
    Buffer<RoiPiece> buffer = executor_.template make_buffer<RoiPiece>(pieces.size());
    executor_.upload(buffer, pieces.data());
    return buffer;
  }

  static ParticleQueue queue(Set& set, Buffer<QueuedParticle>& items, int index) {
    std::uint64_t* counters = set.counters.data() + 2 * index;
    return {items.data(), items.size(), counters, counters + 1};
  }

  /// Sends the batches from `at` on through all launches, as many as can be in hand.
  void start(Set& set, const std::vector<std::uint64_t>& batches, std::size_t at) {
    BatchesInHand hand = {};
    hand.count = std::min<std::uint64_t>(plan_.batches_in_hand, batches.size() - at);
    hand.voxels = voxels_;
    hand.energy = set.energy.data();
    for (std::uint64_t i = 0; i < hand.count; ++i) hand.number[i] = batches[at + i];
    const std::uint64_t histories = hand.count * problem_.view().histories_per_batch;
    for (std::uint64_t first = 0; first < histories; first += plan_.histories_per_launch) {
      launch(set, hand, first, std::min(plan_.histories_per_launch, histories - first));
    }
    if (plan_.sums_on_device) {
      fold(set, hand);
    } else {
      fold_on_host(set, hand);
    }
  }

  void launch(Set& set, const BatchesInHand& hand, std::uint64_t first, std::uint64_t histories) {
    const ProblemView& problem = problem_.view();
    const ParticleQueue primaries = queue(set, set.first, 0), photons = queue(set, set.photons, 1),
                        electrons = queue(set, set.electrons, 2), none = {};
    executor_.clear(set.stream, set.counters);
    executor_.for_each(set.stream, 1, SetCounter{primaries.pushed, histories});
    executor_.sum_over(set.stream, histories, FirstParticles{problem, hand, first, primaries},
                       total_.data());
    executor_.follow(set.stream, problem, {primaries, photons, none, hand.energy}, total_.data());
    executor_.follow(set.stream, problem, {photons, none, electrons, hand.energy}, total_.data());
    executor_.follow(set.stream, problem, {electrons, none, none, hand.energy}, total_.data());
  }

  void fold(Set& set, const BatchesInHand& hand) {
    const std::uint64_t rois = rois_.rois.size();
    std::uint64_t* in_rois = set.roi_energy.data();
    executor_.wait(fold_stream_, set.stream);
    executor_.for_each(fold_stream_, roi_pieces_.size(),
                       SumRois{hand, roi_pieces_.data(), rois, in_rois});
    executor_.for_each(
        fold_stream_, rois,
        FoldRois{
            hand.count, rois, in_rois, {roi_energy_.data(), roi_low_.data(), roi_high_.data()}});
    executor_.for_each(fold_stream_, group_pieces_.size(),
                       FoldGroups{hand, group_pieces_.data(), rois_.any_voxels, groups_.data()});
    executor_.for_each(fold_stream_, voxels_,
                       FoldVoxels{hand, {energy_.data(), low_.data(), high_.data()}});
    executor_.wait(set.stream, fold_stream_);
  }

  void fold_on_host(Set& set, const BatchesInHand& hand) {
    std::vector<std::uint64_t>& energy = host_energy_;
    executor_.synchronise(set.stream);
    executor_.download(energy.data(), set.energy, hand.count * voxels_);
    executor_.clear(set.stream, set.energy);
    for (std::uint64_t b = 0; b < hand.count; ++b) {
      std::uint64_t* here = energy.data() + b * voxels_;
      fold_rois(here, hand.number[b], rois_, host_sums_);
      fold_voxels(here, 0, voxels_, host_sums_);
    }
  }

  void fetch(std::vector<std::uint64_t>& to, Words& from) {
    to.resize(from.size());
    executor_.download(to.data(), from, from.size());
    executor_.clear(fold_stream_, from);
  }

  /// Moves the machine's sums to the host. All are there before any is added to a total.
  void fetch_sums() {
    fetch(host_sums_.energy, energy_);
    fetch(host_sums_.squared_low, low_);
    fetch(host_sums_.squared_high, high_);
    fetch(host_sums_.groups, groups_);
    fetch(host_sums_.roi_energy, roi_energy_);
    std::vector<std::uint64_t> low, high;
    fetch(low, roi_low_);
    fetch(high, roi_high_);
    for (std::size_t roi = 0; roi < low.size(); ++roi) {
      host_sums_.roi_squared.push_back(static_cast<Uint128>(high[roi]) << 64 | low[roi]);
    }
    executor_.synchronise(fold_stream_);
  }

  Executor executor_;
  RoiLayout rois_;
  LaunchPlan plan_;
  std::uint64_t voxels_;
  UploadedProblem<Executor> problem_;
  Stream fold_stream_;
  std::vector<Set> sets_;
  Words energy_, low_, high_, groups_, roi_energy_, roi_low_, roi_high_;
  Buffer<RoiPiece> roi_pieces_, group_pieces_;
  Buffer<HistoryResult> total_;
  std::vector<std::uint64_t> host_energy_;  // [batch in hand][voxel], where sums are on the host
  TallySums host_sums_;  // on their way, or where the device has no room for them
  HistoryResult kept_;
  std::uint64_t kept_batches_ = 0;
};

}  // namespace yttria
