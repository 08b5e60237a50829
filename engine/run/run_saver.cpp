// SPDX-License-Identifier: Apache-2.0
#include "engine/run/run_saver.hpp"

#include <fmt/format.h>

#include "engine/error.hpp"
#include "engine/result/roi_voxels.hpp"
#include "engine/result/tally_fault.hpp"
#include "engine/run/memory.hpp"

namespace yttria {

namespace {

/// Gives sums back where they were lent from, also after an exception.
struct Returned {
  TallySums &from, &to;
  Returned(TallySums& lent, TallySums& owner) : from(lent), to(owner) {}
  ~Returned() { to = std::move(from); }
};

/// A copy of the sums takes as much memory as they do; more than half of what is free is not taken.
bool has_room_for_copy(const Dose& dose) {
  const std::uint64_t voxels = dose.mass_g.size();
  const auto in_regions = static_cast<std::uint64_t>(RoiVoxels(dose.rois).size());
  const std::uint64_t copy = sizeof(std::uint64_t) * (3 * voxels + band_groups * in_regions);
  const std::uint64_t available = available_host_memory();
  return available == 0 || copy < available / 2;
}

}  // namespace

void check_sums(const Dose& dose) {
  const auto fault = fault_of_tally(dose);
  if (!fault) return;
  throw RunError(fmt::format(
      "the exact sums contradict each other (/tally/{} {}): a fault of a device or of memory "
      "(yttria selftest tells which); they are not saved, and what was saved before stays",
      fault->where, fault->what));
}

RunSaver::RunSaver(DoseOfRun& doses, const RunKeeping& keeping,
                   const std::vector<std::string>& warnings,
                   const std::function<void(const std::string&)>& tell)
    : doses_(doses), keeping_(keeping), warnings_(warnings), tell_(tell) {}

void RunSaver::save(Scheduler& scheduler) {
  const std::lock_guard lock(mutex_);
  if (faulty_) return;
  scheduler.lend([this](Scheduler::Result& done) { write(done); },
                 has_room_for_copy(doses_.frame()));
}

void RunSaver::disown_what_was_saved() {
  const std::lock_guard lock(mutex_);
  if (saved_.first == 0) return;  // only what this process has saved
  saved_ = {};
  if (keeping_.disown) keeping_.disown();
}

void RunSaver::write(Scheduler::Result& done) {
  const std::pair now(count(done.batches), done.sums.history_digest);
  if (now.first == 0 || now == saved_) return;
  Dose& dose = doses_.fill(done, false, warnings_);
  const Returned returned(dose.tally, done.sums);
  try {
    check_sums(dose);
  } catch (const RunError& error) {
    faulty_ = true;
    tell_(error.what());
    return;
  }
  keeping_.save(dose);
  saved_ = now;
}

}  // namespace yttria
