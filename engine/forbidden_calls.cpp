// SPDX-License-Identifier: Apache-2.0
#include "engine/forbidden_calls.hpp"

#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/landlock.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <vector>

namespace yttria {

namespace {

constexpr std::uint32_t forbidden[] = {
    // programs and processes
    SYS_execve, SYS_execveat, SYS_fork, SYS_vfork, SYS_unshare, SYS_setns,
    // other processes
    SYS_ptrace, SYS_process_vm_readv, SYS_process_vm_writev, SYS_process_madvise, SYS_kcmp,
    SYS_kill, SYS_tkill, SYS_rt_sigqueueinfo, SYS_rt_tgsigqueueinfo, SYS_pidfd_open,
    SYS_pidfd_getfd, SYS_pidfd_send_signal, SYS_setpriority,
    // network; io_uring does what others may not
    SYS_socket, SYS_socketpair, SYS_io_uring_setup, SYS_io_uring_enter, SYS_io_uring_register,
    // the tree of files
    SYS_mount, SYS_umount2, SYS_pivot_root, SYS_chroot, SYS_fsopen, SYS_fspick, SYS_open_tree,
    SYS_move_mount, SYS_mount_setattr, SYS_name_to_handle_at, SYS_open_by_handle_at,
    // the kernel
    SYS_bpf, SYS_keyctl, SYS_add_key, SYS_request_key, SYS_perf_event_open, SYS_userfaultfd,
    SYS_init_module, SYS_finit_module, SYS_delete_module, SYS_kexec_load, SYS_kexec_file_load,
    SYS_reboot};
constexpr std::uint32_t other_abi = 0x40000000;  // x32: the same calls under other numbers

using Rules = std::vector<sock_filter>;

sock_filter load(std::size_t offset) {
  return BPF_STMT(BPF_LD | BPF_W | BPF_ABS, static_cast<std::uint32_t>(offset));
}
/// The lower half of the first argument.
sock_filter load_argument() {
  return load(offsetof(seccomp_data, args));
}
sock_filter answer(std::uint32_t action) {
  return BPF_STMT(BPF_RET | BPF_K, action);
}
sock_filter refuse(int error = EPERM) {
  return answer(SECCOMP_RET_ERRNO | static_cast<std::uint32_t>(error));
}
sock_filter allow() {
  return answer(SECCOMP_RET_ALLOW);
}
/// Whether what was loaded compares so; else the next `skipped` instructions are.
sock_filter when(unsigned comparison, std::uint32_t value, unsigned char skipped = 1) {
  return BPF_JUMP(static_cast<std::uint16_t>(BPF_JMP | BPF_K | comparison), value, 0, skipped);
}

void add(Rules& rules, std::initializer_list<sock_filter> more) {
  rules.insert(rules.end(), more);
}

Rules rules_for(std::uint32_t process) {
  Rules rules;
  // Of another architecture nothing is allowed: numbers mean other calls there.
  add(rules, {load(offsetof(seccomp_data, arch)),
              BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, AUDIT_ARCH_X86_64, 1, 0), refuse(),
              load(offsetof(seccomp_data, nr)), when(BPF_JGE, other_abi), refuse()});
  for (const std::uint32_t call : forbidden) add(rules, {when(BPF_JEQ, call), refuse()});
  // A filter cannot read the flags of clone3; told that there is none, libraries take clone.
  add(rules, {when(BPF_JEQ, SYS_clone3), refuse(ENOSYS)});
  add(rules, {when(BPF_JEQ, SYS_clone, 4), load_argument(), when(BPF_JSET, CLONE_THREAD), allow(),
              refuse()});
  add(rules, {when(BPF_JEQ, SYS_tgkill, 4), load_argument(), when(BPF_JEQ, process), allow(),
              refuse()});  // raise() and abort()
  add(rules, {when(BPF_JEQ, SYS_prlimit64, 4), load_argument(), when(BPF_JEQ, 0), allow(),
              refuse()});  // setrlimit() of itself
  add(rules, {allow()});
  return rules;
}

}  // namespace

void forbid_calls() {
  Rules rules = rules_for(static_cast<std::uint32_t>(::getpid()));
  const sock_fprog program = {static_cast<unsigned short>(rules.size()), rules.data()};
  ::prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program);
}

void forbid_memory_of_others() {
  // Any rule makes a domain, out of which no memory is seen; devices are not made anyhow.
  landlock_ruleset_attr attributes = {};
  attributes.handled_access_fs = LANDLOCK_ACCESS_FS_MAKE_CHAR | LANDLOCK_ACCESS_FS_MAKE_BLOCK;
  const long rules = ::syscall(SYS_landlock_create_ruleset, &attributes, sizeof attributes, 0);
  if (rules < 0) return;
  ::syscall(SYS_landlock_restrict_self, rules, 0);
  ::close(static_cast<int>(rules));
}

}  // namespace yttria
