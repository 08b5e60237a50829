// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>

namespace yttria {

/// From now on Ctrl-C (SIGINT), SIGTERM, SIGHUP (the terminal was closed), SIGPIPE (who read our
/// output is gone), SIGUSR1 and SIGUSR2 (batch systems before a time limit) and SIGXCPU (ulimit -t)
/// set what is returned. A second Ctrl-C kills; the others may come twice, as batch
/// systems send them. A signal that is ignored, as nohup does with SIGHUP, stays so.
const std::atomic<bool>& stop_when_asked();

}  // namespace yttria
