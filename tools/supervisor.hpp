// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>

namespace yttria {

/// Does the work of a command in a ConfinedChild and returns its exit code, in both processes: so
/// the child leaves through main, too. The parent waits, passes on the signals that are sent to it
/// alone, tells of a crash (exit code of bad input) with the file that was read last, and ends by
/// the signal that somebody else has ended the child with.
int supervised(const std::function<int()>& work);

}  // namespace yttria
