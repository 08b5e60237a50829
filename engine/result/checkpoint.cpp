// SPDX-License-Identifier: Apache-2.0
#include "engine/result/checkpoint.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <string.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>
#include <utility>
#include <vector>

#include "engine/error.hpp"
#include "engine/hdf5/output_file.hpp"
#include "engine/result/dose_file.hpp"
#include "engine/result/roi_voxels.hpp"
#include "engine/result/run_differences.hpp"
#include "engine/trial.hpp"

namespace yttria {

namespace {

bool there(const std::filesystem::path& path) {
  std::error_code error;
  return std::filesystem::exists(std::filesystem::symlink_status(path, error));
}

struct Damaged {
  std::filesystem::path file;
  std::string trouble;  // with its name
};

/// Gives a damaged file a name under which no run writes: somebody may yet get something out of it.
std::string kept_aside(const std::filesystem::path& file) {
  std::filesystem::path kept = file.string() + ".damaged";
  for (int number = 1; there(kept); ++number)
    kept = fmt::format("{}.damaged-{}", file.string(), number);
  std::error_code error;
  std::filesystem::rename(file, kept, error);
  return error ? "it cannot be renamed: " + error.message() : "it is kept as " + kept.string();
}

/// What keeps a file from being read and says nothing of what it holds: another run of the same
/// command may go on from it.
std::optional<std::string> why_closed(const std::filesystem::path& file) {
  const int descriptor = ::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (descriptor < 0) return fmt::format("{}: {}", file.string(), ::strerror(errno));
  ::close(descriptor);
  return std::nullopt;
}

/// Reads the first of these files that is whole, and notes those that are not. InputError when one
/// may be whole and cannot be read here, unless `replace`.
std::optional<Resumable> first_whole(const std::vector<std::filesystem::path>& files,
                                     std::vector<Damaged>& damaged, bool replace) {
  for (const std::filesystem::path& file : files) {
    if (!there(file)) continue;
    std::optional<Trouble> trouble;
    if (auto why = why_closed(file)) {
      trouble = Trouble{std::move(*why), false};
    } else {
      trouble = trouble_in_child(file, [&] { read_dose(file); });
    }
    if (!trouble) return Resumable{read_dose(file), file};
    if (!trouble->of_the_file && !replace) {
      throw InputError(trouble->text +
                       "; nothing was changed: run again where it can be read, or --resume --force "
                       "puts it aside and goes on without it");
    }
    damaged.push_back({file, trouble->text});
  }
  return std::nullopt;
}

/// Of a finished or partial output and a checkpoint, the one that has the other's batches.
Resumable later_of(Resumable output, Resumable saved, bool replace) {
  const std::string differences = differences_of_runs(output.dose, saved.dose);
  if (differences.empty() && contains(output.dose.batches, saved.dose.batches)) return output;
  if (replace || (differences.empty() && contains(saved.dose.batches, output.dose.batches))) {
    return saved;
  }
  throw InputError(
      fmt::format("{}: is not of the run that {} was saved by: {}; remove one of them, or --resume "
                  "--force goes "
                  "on from {} and replaces the other",
                  output.file.string(), saved.file.string(),
                  differences.empty() ? "each has batches that the other lacks" : differences,
                  saved.file.string()));
}

}  // namespace

Checkpoint::Checkpoint(const std::filesystem::path& output)
    : newest_(output.string() + ".checkpoint"), older_(output.string() + ".checkpoint.1") {}

bool Checkpoint::exists() const {
  return there(newest_) || there(older_);
}

void Checkpoint::write(const Dose& dose) const {
  const std::uint64_t need =
      dose_file_bytes(dose.mass_g.size(), static_cast<std::uint64_t>(RoiVoxels(dose.rois).size()),
                      dose.rois.size());
  if (hdf5::free_space(newest_).value_or(need) < need) remove_older();
  write_dose(newest_, dose, true, older_);
}

bool Checkpoint::remove_older() const {
  std::error_code ignored;
  return std::filesystem::remove(older_, ignored);
}

void Checkpoint::set_aside(const std::function<void(const std::string&)>& tell) const {
  for (const std::filesystem::path& file : {newest_, older_}) {
    if (!there(file)) continue;
    tell(fmt::format("{}: holds batches that proved wrong; {}", file.string(), kept_aside(file)));
  }
}

void Checkpoint::remove() const {
  std::error_code ignored;
  std::filesystem::remove(older_, ignored);  // the newest last: a kill in between leaves it
  std::filesystem::remove(newest_, ignored);
  hdf5::remove_unfinished(newest_);
}

std::optional<Resumable> read_resumable(const std::filesystem::path& output, bool replace,
                                        const std::function<void(const std::string&)>& tell) {
  const Checkpoint checkpoint(output);
  std::vector<Damaged> damaged;
  std::optional<Resumable> saved =
      first_whole({checkpoint.newest(), checkpoint.older()}, damaged, replace);
  std::optional<Resumable> finished = first_whole({output}, damaged, replace);
  if (!saved && !finished && !replace && !damaged.empty()) {
    std::string text;
    for (const Damaged& file : damaged) text += file.trouble + "; ";
    throw InputError(fmt::format(
        "nothing to resume from: {}--resume --force keeps what is damaged under another "
        "name and begins anew",
        text));
  }
  if (saved && finished) {
    saved = later_of(std::move(*finished), std::move(*saved), replace);
    finished.reset();
  }
  std::optional<Resumable> best = std::move(saved ? saved : finished);
  const std::string next =
      best ? "going on from " + best->file.string() + " instead" : std::string("beginning anew");
  for (const Damaged& file : damaged) {
    tell(fmt::format("{}; {}; {}", file.trouble, kept_aside(file.file), next));
  }
  return best;
}

}  // namespace yttria
