// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>

namespace yttria {

struct Trouble {
  std::string text;         // names the file
  bool of_the_file = true;  // else memory is short here, or somebody ended the child
};

/// Reads a file in a ConfinedChild first, for what it may make of the process that reads it.
/// Nothing when it went well, else why not.
std::optional<Trouble> trouble_in_child(const std::filesystem::path& file,
                                        const std::function<void()>& read);

/// The same as an InputError. For work that cannot be in a child altogether.
void try_in_child(const std::filesystem::path& file, const std::function<void()>& read);

}  // namespace yttria
