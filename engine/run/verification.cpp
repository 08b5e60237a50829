// SPDX-License-Identifier: Apache-2.0
#include "engine/run/verification.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <utility>

#include "engine/run/wrong_bits.hpp"
#include "kernels/core/rng.hpp"

namespace yttria {

namespace {

bool same(const HistoryResult& a, const HistoryResult& b) {
  return a.emitted == b.emitted && a.deposited == b.deposited && a.escaped == b.escaped &&
         a.digest == b.digest && a.particles == b.particles && a.left_grid == b.left_grid;
}

class VerifyingBackend final : public Backend {
 public:
  using Make = std::function<std::unique_ptr<Backend>()>;

  VerifyingBackend(Make make, const VerifiedBatches& verified)
      : make_(std::move(make)), backend_(make_()), verified_(verified) {}

  std::size_t batches_at_once() const override { return backend_->batches_at_once(); }
  bool keeps_runs() const override { return backend_->keeps_runs(); }

  /// What is computed twice runs alone, or its share in a common result would not be known.
  HistoryResult run(const std::vector<std::uint64_t>& batches) override {
    if (batches.size() == 1) return run_one(batches.front());
    std::vector<std::uint64_t> rest = batches;
    const auto chosen = std::stable_partition(
        rest.begin(), rest.end(), [&](std::uint64_t batch) { return !verified_.contain(batch); });
    const std::vector<std::uint64_t> twice(chosen, rest.end());
    rest.erase(chosen, rest.end());
    HistoryResult result;
    if (!rest.empty()) result += backend_->run(rest);
    for (const std::uint64_t batch : twice) result += run_one(batch);
    return result;
  }

  void collect(TallySums& total) override { backend_->collect(total); }
  std::string name() const override { return backend_->name(); }
  std::string device() const override { return backend_->device(); }
  std::vector<std::pair<std::string, std::string>> facts() override {
    auto facts = backend_->facts();
    facts.emplace_back("computed twice", std::to_string(count_));
    return facts;
  }

 private:
  HistoryResult run_one(std::uint64_t batch) {
    const HistoryResult result = backend_->run({batch});
    if (!verified_.contain(batch)) return result;
    if (!second_) second_ = make_();  // never collected: what it keeps is of no use
    const HistoryResult again = second_->run({batch});
    ++count_;
    if (same(result, again)) return result;
    throw WrongBits(fmt::format(
        "batch {} was computed twice and differs (digests {:016x} and {:016x}): a fault of device "
        "or memory (yttria selftest tests it)",
        batch, result.digest, again.digest));
  }

  Make make_;
  std::unique_ptr<Backend> backend_, second_;
  VerifiedBatches verified_;
  std::uint64_t count_ = 0;
};

}  // namespace

bool VerifiedBatches::contain(std::uint64_t batch) const {
  const RandomBlock block = random_block(seed, batch / stride, 0, 0);
  const std::uint64_t drawn =
      static_cast<std::uint64_t>(block.word[0]) << 32 | static_cast<std::uint64_t>(block.word[1]);
  return batch % stride == drawn % stride;
}

VerifiedBatches verified_batches(double fraction, std::uint64_t seed, const RunPlan& plan) {
  const std::uint64_t all = plan.batches.last - plan.batches.first;
  const double most = std::fmax(1.0, std::floor(static_cast<double>(all) / 2));
  const double wanted = std::floor(1 / fraction);  // may be infinite
  return {seed, static_cast<std::uint64_t>(std::clamp(wanted, 1.0, most))};
}

Crew verifying(Crew crew, const VerifiedBatches& batches) {
  for (WorkerPlan& plan : crew.workers) {
    plan.make = [make = std::move(plan.make), batches]() -> std::unique_ptr<Backend> {
      return std::make_unique<VerifyingBackend>(make, batches);
    };
    plan.may_be_taken_back = true;
  }
  crew.choice += fmt::format("; one batch in {} is computed twice", batches.stride);
  return crew;
}

}  // namespace yttria
