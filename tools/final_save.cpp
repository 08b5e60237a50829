// SPDX-License-Identifier: Apache-2.0
#include "tools/final_save.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <exception>
#include <optional>
#include <system_error>

#include "engine/error.hpp"
#include "engine/new_file.hpp"
#include "engine/result/dose_file.hpp"

namespace yttria {

namespace {

struct Failure {
  std::string why;
  bool of_room = true;  // as far as is known
};

/// Nothing when it worked.
std::optional<Failure> failure(const std::filesystem::path& path, const Dose& dose, bool replace,
                               FinalSave& save) {
  try {
    save.regions = write_dose(path, dose, replace);
    save.file = path;
    return std::nullopt;
  } catch (const SyncError& error) {
    return Failure{error.what(), false};
  } catch (const std::exception& error) {
    return Failure{error.what()};
  }
}

std::vector<std::filesystem::path> other_places(const std::filesystem::path& output) {
  const std::string name =
      fmt::format("{}.{}.saved", output.filename().string(), static_cast<long>(::getpid()));
  std::vector<std::filesystem::path> places = {output.parent_path() / name};
  std::error_code error;
  for (const auto& folder :
       {std::filesystem::current_path(error), std::filesystem::temp_directory_path(error)}) {
    if (!folder.empty()) places.push_back(folder / name);
  }
  return places;
}

}  // namespace

FinalSave save_finally(const std::filesystem::path& output, const Dose& dose, bool replace,
                       const Checkpoint& checkpoint, bool given_up) {
  FinalSave save;
  std::optional<Failure> trouble = failure(output, dose, replace, save);
  if (trouble && trouble->of_room && checkpoint.remove_older())
    trouble = failure(output, dose, replace, save);
  if (!trouble) return save;
  save.trouble = trouble->why;
  for (const std::filesystem::path& place : other_places(output)) {
    if (!failure(place, dose, false, save)) return save;
  }
  throw RunError(fmt::format(
      "{}; nor can it be written to the current folder or that of temporary files. {}",
      save.trouble,
      checkpoint.exists() && !given_up
          ? fmt::format("What was saved last is in {}: make room and go on with --resume",
                        checkpoint.newest().string())
          : "Nothing was saved before"));
}

}  // namespace yttria
