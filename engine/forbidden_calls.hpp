// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace yttria {

/// Takes from this process, for good, the system calls by which a crash that somebody planned would
/// get further: other programs and processes, sockets, signals to others, namespaces and mounts,
/// modules and programs for the kernel. They fail with EPERM; threads can still be made. Nothing
/// where the kernel has no such filters. Source: seccomp(2), Linux 3.5 and newer.
/// PR_SET_NO_NEW_PRIVS must be set and no other thread run, here and below.
void forbid_calls();

/// Takes from this process, for good, the memory of all others, which is a file in /proc as well.
/// Nothing where the kernel does not do it. Source: landlock(7), Linux 5.13 and newer.
void forbid_memory_of_others();

}  // namespace yttria
