// SPDX-License-Identifier: Apache-2.0
#include "engine/trial.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <csignal>
#include <exception>
#include <new>

#include "engine/child.hpp"
#include "engine/error.hpp"

namespace yttria {

namespace {

constexpr int refused = 1, no_memory = 2;  // exit codes of the child

/// Ends this process. Whoever wants to end our work asks our parent, who will end us.
[[noreturn]] void read_and_exit(const std::filesystem::path& file,
                                const std::function<void()>& read) {
  for (const int number : {SIGINT, SIGTERM, SIGHUP, SIGPIPE}) ::signal(number, SIG_IGN);
  std::string words = "it cannot be read";
  int code = refused;
  try {
    const Reading reading(file);
    read();
    ::_exit(0);
  } catch (const InputError& error) {
    words = error.what();
  } catch (const std::bad_alloc& error) {
    words = why_reading_failed(error);
    code = no_memory;
  } catch (const std::exception& error) {
    words = why_reading_failed(error);
  } catch (...) {
  }
  write_note(child_notes().words, words);
  ::_exit(code);
}

}  // namespace

std::optional<Trouble> trouble_in_child(const std::filesystem::path& file,
                                        const std::function<void()>& read) {
  ConfinedChild child;
  if (child.is_this_process()) read_and_exit(file, read);
  const ChildEnd end = child.wait();
  if (end.signal == 0 && end.code == 0) return std::nullopt;
  if (end.signal != 0) return Trouble{end.why(), end.crashed()};
  const bool named = end.words.find(file.string()) != std::string::npos;
  return Trouble{named ? end.words : fmt::format("{}: {}", file.string(), end.words),
                 end.code != no_memory};
}

void try_in_child(const std::filesystem::path& file, const std::function<void()>& read) {
  if (const auto trouble = trouble_in_child(file, read)) throw InputError(trouble->text);
}

}  // namespace yttria
