// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace yttria {

/// Takes from this process, its threads and children, for good, the system calls by which a crash
/// that somebody planned would get further: other programs, sockets, memory of other processes,
/// namespaces and mounts, programs for the kernel. They fail with EPERM. Nothing where the kernel
/// has no such filters. No other thread may run yet, and PR_SET_NO_NEW_PRIVS must be set. Source:
/// seccomp(2), Linux 3.5 and newer.
void forbid_calls();

}  // namespace yttria
