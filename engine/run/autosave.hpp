// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <string>
#include <thread>

namespace yttria {

/// Saves a run again and again from a thread of its own, at most half of the time. A save that
/// fails is told and tried again; the run goes on.
class Autosave {
 public:
  using Seconds = std::chrono::duration<double>;
  /// `save` may throw. `tell` is called in the thread, when saving fails and when it works again.
  Autosave(std::function<void()> save, Seconds interval,
           std::function<void(const std::string&)> tell);
  /// Saves as soon as it can, without waiting for that.
  void now();
  /// Waits for the save in hand.
  ~Autosave();
  Autosave(const Autosave&) = delete;
  Autosave& operator=(const Autosave&) = delete;

 private:
  using Clock = std::chrono::steady_clock;  // the other one may jump

  void work();
  Seconds save();

  const std::function<void()> save_;
  const Seconds interval_;
  const std::function<void(const std::string&)> tell_;
  std::string trouble_;  // of the last save; empty: it worked
  std::mutex mutex_;
  std::condition_variable wake_;
  bool ended_ = false, wanted_ = false;
  std::thread thread_;
};

}  // namespace yttria
