// SPDX-License-Identifier: Apache-2.0
// A backend that computes right and behaves as devices do on bad days.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <new>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "kernels/launch/backend.hpp"
#include "kernels/launch/device_error.hpp"

namespace yttria::test {

struct Faults {
  std::size_t batches_at_once = 1;
  bool keeps_runs = false;
  bool no_memory = false;  // when it is made
  int fails_at_run = -1;   // this run throws, counted from 0
  std::function<void()> before_failure = [] {};
  int unbalanced_at_run = -1;             // this run loses a quantum
  int loses_particle_at_run = -1;         // this run gives a particle up
  int flips_digest_at_run = -1;           // this run has a wrong bit in a particle's state
  bool mistakes_batches = false;          // computes others than it was told
  bool fails_to_collect = false;          // the sums cannot be had
  int spoils_sums_at = -1;                // a bit flips in this collection, counted from 0
  std::chrono::milliseconds slowness{0};  // every run takes longer by this
  std::shared_ptr<std::vector<std::size_t>> sizes;  // of the runs, noted here
};

class FaultyBackend final : public Backend {
 public:
  FaultyBackend(const ProblemView& problem, const RoiLayout& rois, Faults faults)
      : cpu_(make_cpu_backend(problem, rois, 1)),
        kept_(TallySums::zero(problem.grid.density_g_cm3.size(), rois)),
        empty_(kept_),
        faults_(std::move(faults)) {
    if (faults_.no_memory) throw std::bad_alloc();
  }

  std::size_t batches_at_once() const override { return faults_.batches_at_once; }
  bool keeps_runs() const override { return faults_.keeps_runs; }

  HistoryResult run(const std::vector<std::uint64_t>& batches) override {
    if (batches.empty() || batches.size() > faults_.batches_at_once) {
      throw std::logic_error("wrong number of batches");
    }
    if (faults_.sizes) faults_.sizes->push_back(batches.size());
    std::this_thread::sleep_for(faults_.slowness);
    const int run = runs_++;
    HistoryResult result;
    for (const std::uint64_t batch : batches) {
      if (run == faults_.fails_at_run) {
        faults_.before_failure();
        throw DeviceError("the device fell off the bus");
      }
      result += cpu_->run({faults_.mistakes_batches ? batch + 1000 : batch});
      cpu_->collect(kept_);
    }
    if (run == faults_.unbalanced_at_run) ++result.escaped;
    if (run == faults_.loses_particle_at_run) ++result.lost;
    if (run == faults_.flips_digest_at_run) result.digest ^= 1;
    return result;
  }

  void collect(TallySums& total) override {
    if (faults_.fails_to_collect) throw std::runtime_error("the download failed");
    total += kept_;
    if (collections_++ == faults_.spoils_sums_at) total.energy[17] ^= 1;
    kept_ = empty_;
  }

  std::string name() const override { return "fake"; }
  std::string device() const override { return "device that fails"; }
  std::vector<std::pair<std::string, std::string>> facts() override {
    return {{"runs", std::to_string(runs_)}};
  }

 private:
  std::unique_ptr<Backend> cpu_;
  TallySums kept_, empty_;
  Faults faults_;
  int runs_ = 0, collections_ = 0;
};

}  // namespace yttria::test
