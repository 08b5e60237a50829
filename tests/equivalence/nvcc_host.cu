// SPDX-License-Identifier: Apache-2.0
#include "kernels/transport/transport_history.hpp"
#include "tests/equivalence/nvcc_host.hpp"

namespace yttria::test {

namespace {

struct HostTally {
  std::uint64_t* energy;
  YTTRIA_HD void deposit(std::uint64_t voxel, std::uint64_t quanta) { energy[voxel] += quanta; }
};

}  // namespace

HistoryResult transport_by_nvcc(const ProblemView& problem, std::uint64_t first, std::uint64_t last,
                                std::vector<std::uint64_t>& energy) {
  HostTally tally{energy.data()};
  HistoryResult sum;
  for (std::uint64_t id = first; id < last; ++id) sum += transport_history(problem, id, tally);
  return sum;
}

}  // namespace yttria::test
