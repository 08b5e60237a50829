// SPDX-License-Identifier: Apache-2.0
// What a process notes of itself for the case that it crashes, in memory that its parent shares.
#pragma once

#include <array>
#include <exception>
#include <filesystem>
#include <string>

namespace yttria {

struct ChildNotes {
  using Text = std::array<char, 4096>;
  Text file{};           // that was read last; empty: none
  bool reading = false;  // it still is, or an exception ended that
  Text words{};          // the last ones, why it ends
  std::array<Text, 32> unfinished{};
};

/// Of this process: shared with the parent in a ConfinedChild.
ChildNotes& child_notes();
/// From now on these, which live as long as the process does.
void share_child_notes(ChildNotes* shared);
/// Whether there is a parent to read them.
bool child_notes_are_shared();

void write_note(ChildNotes::Text& note, const std::string& text);  // cut where it is too long
std::string read_note(const ChildNotes::Text& note);

/// Files that are to be removed if this process crashes. Nothing where no parent would do it.
void note_unfinished(const std::filesystem::path& file);
void forget_unfinished(const std::filesystem::path& file);

/// A file that may be damaged or hostile is being read, as long as this lives. In a ConfinedChild
/// it may take 30 s of processor time, and a second for each MiB.
class Reading {
 public:
  explicit Reading(const std::filesystem::path& file);
  ~Reading();
  Reading(const Reading&) = delete;
  Reading& operator=(const Reading&) = delete;

 private:
  int exceptions_;
};

/// What an exception that is no InputError has ended, for the user: the file that was being read,
/// and why that may be. Empty when none was.
std::string why_reading_failed(const std::exception& error);

}  // namespace yttria
