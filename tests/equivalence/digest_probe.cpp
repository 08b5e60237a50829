// SPDX-License-Identifier: Apache-2.0
// The self-test as a program of its own, to be built by other compilers, at other levels of
// optimisation and with sanitizers: the CPU backend, the lanes of devices on the host, and a
// scheduler with both and with a worker that fails. Prints one line per run; the last word says
// whether the digests are the golden ones.
#include <chrono>
#include <cstdio>
#include <stdexcept>

#include "engine/run/scheduler.hpp"
#include "engine/run/selftest.hpp"
#include "kernels/launch/host_executor.hpp"
#include "kernels/launch/lane_backend.hpp"

namespace yttria {
namespace {

std::unique_ptr<Backend> make_lanes(const ProblemView& problem, const RoiLayout& rois) {
  LaunchShape shape;
  shape.histories_per_launch = 1000;
  const LaunchPlan plan = plan_launches(device_need(problem, rois), ~std::uint64_t{0}, shape);
  return std::make_unique<LaneBackend<HostExecutor>>(HostExecutor(), problem, rois, plan);
}

/// Computes by a crew of which one member fails when it is to hand in its sums.
class CrewBackend final : public Backend {
 public:
  CrewBackend(const ProblemView& problem, const RoiLayout& rois) : problem_(problem), rois_(rois) {}

  std::size_t batches_at_once() const override { return 64; }
  bool keeps_runs() const override { return false; }
  HistoryResult run(const std::vector<std::uint64_t>& batches) override {
    Scheduler scheduler({{"cpu", [this] { return make_cpu_backend(problem_, rois_, 2); }},
                         {"lanes", [this] { return make_lanes(problem_, rois_); }},
                         {"bad", [this] { return std::make_unique<Failing>(problem_, rois_); }}},
                        TallySums::zero(problem_.grid.density_g_cm3.size(), rois_));
    scheduler.add({batches.front(), batches.back() + 1});
    while (!scheduler.wait(std::chrono::seconds(1)).idle) continue;
    Scheduler::Result result = scheduler.finish();
    sums_ = std::move(result.sums);
    return result.total;
  }
  void collect(TallySums& total) override { total += sums_; }
  std::string name() const override { return "crew"; }
  std::string device() const override { return "cpu, lanes, bad"; }

 private:
  class Failing final : public Backend {
   public:
    Failing(const ProblemView& problem, const RoiLayout& rois)
        : cpu_(make_cpu_backend(problem, rois, 1)) {}
    std::size_t batches_at_once() const override { return 1; }
    bool keeps_runs() const override { return false; }
    HistoryResult run(const std::vector<std::uint64_t>& batches) override {
      return cpu_->run(batches);
    }
    void collect(TallySums&) override { throw std::runtime_error("the download failed"); }
    std::string name() const override { return "bad"; }
    std::string device() const override { return "bad"; }

   private:
    std::unique_ptr<Backend> cpu_;
  };

  ProblemView problem_;
  RoiLayout rois_;
  TallySums sums_;
};

std::unique_ptr<Backend> make_crew(const ProblemView& problem, const RoiLayout& rois) {
  return std::make_unique<CrewBackend>(problem, rois);
}

bool shown(const SelfTestReport& report) {
  for (const SelfTestRow& row : report.rows) {
    std::printf("%s %s physics %s history %s tally %s %s\n", row.backend.c_str(),
                row.preset.c_str(), row.measured.physics.c_str(), row.measured.history.c_str(),
                row.measured.tally.c_str(), row.passed() ? "equal" : "DIFFERENT");
  }
  return report.passed();
}

}  // namespace
}  // namespace yttria

int main() {
  using namespace yttria;
  const bool cpu = shown(self_test());
  const bool lanes = shown(self_test_on(make_lanes));
  const bool crew = shown(self_test_on(make_crew));
  return cpu && lanes && crew ? 0 : 1;
}
