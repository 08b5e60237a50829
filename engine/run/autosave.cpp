// SPDX-License-Identifier: Apache-2.0
#include "engine/run/autosave.hpp"

#include <algorithm>
#include <exception>
#include <utility>

namespace yttria {

Autosave::Autosave(std::function<void()> save, Seconds interval,
                   std::function<void(const std::string&)> tell)
    : save_(std::move(save)), interval_(interval), tell_(std::move(tell)) {
  thread_ = std::thread([this] { work(); });
}

Autosave::~Autosave() {
  {
    const std::lock_guard lock(mutex_);
    ended_ = true;
  }
  wake_.notify_all();
  thread_.join();
}

void Autosave::now() {
  {
    const std::lock_guard lock(mutex_);
    wanted_ = true;
  }
  wake_.notify_all();
}

void Autosave::work() {
  Seconds pause = interval_;
  std::unique_lock lock(mutex_);
  for (;;) {
    wake_.wait_for(lock, pause, [this] { return ended_ || wanted_; });
    if (ended_) return;
    wanted_ = false;
    lock.unlock();
    pause = save();
    lock.lock();
  }
}

/// Time until the next one.
Autosave::Seconds Autosave::save() {
  constexpr Seconds soon(60);
  const Clock::time_point begin = Clock::now();
  std::string trouble;
  try {
    save_();
  } catch (const std::exception& error) {
    trouble = error.what();
  } catch (...) {
    trouble = "unknown exception";
  }
  try {  // to tell takes memory, too
    if (!trouble.empty() && trouble != trouble_) {
      tell_("not saved: " + trouble + "; the run goes on and saves itself as soon as it can");
    }
    if (trouble.empty() && !trouble_.empty()) tell_("saved again");
  } catch (...) {
  }
  trouble_ = std::move(trouble);
  const Seconds cost = Clock::now() - begin;
  return std::max(trouble_.empty() ? interval_ : std::min(interval_, soon), cost);
}

}  // namespace yttria
