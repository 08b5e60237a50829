// SPDX-License-Identifier: Apache-2.0
#include "engine/forbidden_calls.hpp"

#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/syscall.h>

#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace yttria {

namespace {

constexpr std::uint32_t forbidden[] = {
    SYS_execve,
    SYS_execveat,
    SYS_socket,
    SYS_ptrace,
    SYS_process_vm_readv,
    SYS_process_vm_writev,
    SYS_pidfd_open,
    SYS_io_uring_setup,  // does what others may not
    SYS_unshare,
    SYS_setns,
    SYS_mount,
    SYS_bpf,
    SYS_keyctl,
    SYS_add_key,
    SYS_request_key,
    SYS_perf_event_open,
    SYS_userfaultfd,
};
constexpr std::uint32_t other_abi = 0x40000000;  // x32: the same calls under other numbers
constexpr std::uint32_t refuse = SECCOMP_RET_ERRNO | EPERM;

sock_filter load(std::size_t offset) {
  return BPF_STMT(BPF_LD | BPF_W | BPF_ABS, static_cast<std::uint32_t>(offset));
}
sock_filter answer(std::uint32_t action) {
  return BPF_STMT(BPF_RET | BPF_K, action);
}
/// Skips the next instruction unless `comparison` with the value holds.
sock_filter unless(unsigned comparison, std::uint32_t value) {
  return BPF_JUMP(static_cast<std::uint16_t>(BPF_JMP | BPF_K | comparison), value, 0, 1);
}

std::vector<sock_filter> rules() {
  std::vector<sock_filter> list = {
      load(offsetof(seccomp_data, arch)),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, AUDIT_ARCH_X86_64, 1, 0),
      answer(refuse),
      load(offsetof(seccomp_data, nr)),
      unless(BPF_JGE, other_abi),
      answer(refuse),
  };
  for (const std::uint32_t call : forbidden) {
    list.push_back(unless(BPF_JEQ, call));
    list.push_back(answer(refuse));
  }
  list.push_back(answer(SECCOMP_RET_ALLOW));
  return list;
}

}  // namespace

void forbid_calls() {
  std::vector<sock_filter> list = rules();
  const sock_fprog program = {static_cast<unsigned short>(list.size()), list.data()};
  ::prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program);
}

}  // namespace yttria
