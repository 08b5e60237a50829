// SPDX-License-Identifier: Apache-2.0
// What a run saves of itself against interruption: dose files of status partial beside its output,
// OUTPUT.checkpoint and the generation before it, OUTPUT.checkpoint.1.
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>

#include "engine/result/dose.hpp"

namespace yttria {

class Checkpoint {
 public:
  explicit Checkpoint(const std::filesystem::path& output);

  const std::filesystem::path& newest() const { return newest_; }
  const std::filesystem::path& older() const { return older_; }
  /// Whether there is any generation.
  bool exists() const;
  /// Whole or not at all; what was the newest becomes the older one. Where the disk has no room for
  /// three files the older one goes first. Throws RunError; then the newest is what it was.
  void write(const Dose& dose) const;
  /// Gives up the older generation, for its room on a full disk; false when there is none.
  bool remove_older() const;
  /// Renames both, so that nothing goes on from them, and tells.
  void set_aside(const std::function<void(const std::string&)>& tell) const;
  /// Removes both, and what a killed process left of them.
  void remove() const;

 private:
  std::filesystem::path newest_, older_;
};

/// A dose that a run goes on from.
struct Resumable {
  Dose dose;
  std::filesystem::path file;
};

/// What `output` and its checkpoints hold: the newest that is whole. Nothing when there is no file,
/// or, with `replace`, none that is whole. Damaged files are kept as FILE.damaged, and told. Throws
/// InputError, and leaves all as it is, when all are damaged, one cannot be read here (permission,
/// memory), or output and checkpoint are of different runs, unless `replace`.
std::optional<Resumable> read_resumable(const std::filesystem::path& output, bool replace,
                                        const std::function<void(const std::string&)>& tell);

}  // namespace yttria
