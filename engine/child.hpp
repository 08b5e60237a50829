// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <string>

#include "engine/child_notes.hpp"

namespace yttria {

/// How a child ended.
struct ChildEnd {
  int code = 0;      // exit code, when there is no signal
  int signal = 0;    // that ended it; 0: none
  std::string file;  // that it read last; empty: none
  bool reading = false;
  std::string words;  // its last ones
  /// Whether the signal is one that a fault raises, or the limit of time: nobody asked it to end.
  bool crashed() const;
  /// What to tell of the signal.
  std::string why() const;
};

/// False with sanitizers, which reserve memory that they do not use and trace their own process.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
inline constexpr bool confines_children = false;
#elif defined(__has_feature)
inline constexpr bool confines_children =
    !__has_feature(address_sanitizer) && !__has_feature(thread_sanitizer);
#else
inline constexpr bool confines_children = true;
#endif

/// A child process for work on files that may be damaged or hostile: the libraries that read them
/// may crash, loop or ask for any amount of memory. It dies with its parent, leaves no core, gains
/// no privileges, makes no forbidden_calls, and has no more memory than is available when it begins
/// (where confines_children). To be made while no other thread runs, and never after CUDA has been
/// used.
class ConfinedChild {
 public:
  /// Forks; RunError when that fails.
  ConfinedChild();
  /// In the parent: the notes go.
  ~ConfinedChild();
  ConfinedChild(const ConfinedChild&) = delete;
  ConfinedChild& operator=(const ConfinedChild&) = delete;

  bool is_this_process() const { return process_ == 0; }
  pid_t process() const { return process_; }
  /// Whether wait() would return at once.
  bool has_ended() const;
  /// Removes what a child that was ended by a signal has left unfinished.
  ChildEnd wait();

 private:
  void remove_unfinished() const;

  ChildNotes* notes_;
  pid_t process_;
};

}  // namespace yttria
