// SPDX-License-Identifier: Apache-2.0
#include "engine/host_memory.hpp"

#include <fstream>
#include <string>

namespace yttria {

std::uint64_t available_host_memory() {
  std::ifstream meminfo("/proc/meminfo");
  std::string name, unit;
  std::uint64_t kibibytes = 0;
  while (meminfo >> name >> kibibytes) {
    if (name == "MemAvailable:") return kibibytes * 1024;
    std::getline(meminfo, unit);
  }
  return 0;
}

}  // namespace yttria
