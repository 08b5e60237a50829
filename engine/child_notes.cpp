// SPDX-License-Identifier: Apache-2.0
#include "engine/child_notes.hpp"

#include <fmt/format.h>
#include <string.h>
#include <sys/time.h>

#include <algorithm>
#include <cstdint>
#include <exception>
#include <new>
#include <stdexcept>
#include <system_error>

#include "engine/host_memory.hpp"

namespace yttria {

namespace {

/// Of processor time, which a loop without end takes and a slow disk does not.
constexpr long longest_reading_s = 30;
constexpr std::uintmax_t bytes_per_more_s = 1u << 20;  // of a file

void limit_time(long seconds) {
  struct itimerval timer = {};
  timer.it_value.tv_sec = seconds;
  ::setitimer(ITIMER_PROF, &timer, nullptr);
}

long longest_time_s(const std::filesystem::path& file) {
  std::error_code unknown;
  const std::uintmax_t bytes = std::filesystem::file_size(file, unknown);
  return longest_reading_s + (unknown ? 0 : static_cast<long>(bytes / bytes_per_more_s));
}

ChildNotes own;
ChildNotes* notes = &own;

}  // namespace

ChildNotes& child_notes() {
  return *notes;
}

void share_child_notes(ChildNotes* shared) {
  notes = shared;
}

bool child_notes_are_shared() {
  return notes != &own;
}

void write_note(ChildNotes::Text& note, const std::string& text) {
  const std::size_t length = std::min(text.size(), note.size() - 1);
  std::copy_n(text.data(), length, note.data());
  note[length] = '\0';
}

std::string read_note(const ChildNotes::Text& note) {
  return {note.data(), ::strnlen(note.data(), note.size())};
}

void note_unfinished(const std::filesystem::path& file) {
  if (!child_notes_are_shared() || file.string().size() >= ChildNotes::Text{}.size()) return;
  for (ChildNotes::Text& note : notes->unfinished) {
    if (note[0] == '\0') return write_note(note, file.string());
  }
}

void forget_unfinished(const std::filesystem::path& file) {
  if (!child_notes_are_shared()) return;
  for (ChildNotes::Text& note : notes->unfinished) {
    if (read_note(note) == file.string()) note[0] = '\0';
  }
}

Reading::Reading(const std::filesystem::path& file) : exceptions_(std::uncaught_exceptions()) {
  write_note(notes->file, file.string());
  notes->reading = true;
  if (child_notes_are_shared()) limit_time(longest_time_s(file));
}

Reading::~Reading() {
  if (child_notes_are_shared()) limit_time(0);
  notes->reading = std::uncaught_exceptions() > exceptions_;
}

std::string why_reading_failed(const std::exception& error) {
  if (!notes->reading) return {};
  const bool too_large = dynamic_cast<const std::bad_alloc*>(&error) != nullptr ||
                         dynamic_cast<const std::length_error*>(&error) != nullptr;
  if (!too_large)
    return fmt::format("{}: cannot be read ({})", read_note(notes->file), error.what());
  return fmt::format(
      "{}: takes more memory than can be had here ({:.1f} GiB are available, a limit may allow "
      "less); is it damaged? Copy or make it again, or use a larger machine",
      read_note(notes->file), static_cast<double>(available_host_memory()) / 0x1p30);
}

}  // namespace yttria
