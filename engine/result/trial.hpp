// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

namespace yttria {

/// Does something in a child process first, for what a damaged file may make of it: HDF5 may crash,
/// or ask for any amount of memory, where a bit of its structure is wrong. Nothing when it went
/// well, else why not. The child may take `more_bytes` of memory beyond what this process has. To
/// be called while no other thread runs.
std::optional<std::string> trouble_in_child(const std::function<void()>& what,
                                            std::uint64_t more_bytes);

}  // namespace yttria
