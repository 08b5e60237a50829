// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>

namespace yttria::fuzz {

/// For readers of raw bytes, in which libraries that are not ours crash by themselves: runs the
/// reader in a child process, as the program does. A child that dies in a library's own code is
/// counted (the counts are printed at the end); one that dies in ours, or is stopped by a check of
/// ours, ends this process. Coverage of children that end well is that of this process.
void read_in_child(const std::function<void()>& reader);

}  // namespace yttria::fuzz
