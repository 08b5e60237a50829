// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <thread>

#include "engine/run/memory.hpp"
#include "engine/version.hpp"
#include "kernels/launch/backend.hpp"
#include "tools/command_line.hpp"
#include "tools/exit_code.hpp"

namespace yttria {

namespace {

std::string processor_name() {
  std::ifstream cpuinfo("/proc/cpuinfo");
  for (std::string line; std::getline(cpuinfo, line);) {
    const std::size_t colon = line.find(": ");
    if (line.rfind("model name", 0) == 0 && colon != std::string::npos) {
      return line.substr(colon + 2);
    }
  }
  return "unknown";
}

}  // namespace

int execute(const DevicesCommand& command) {
  const unsigned threads = std::thread::hardware_concurrency();
  const CudaStatus cuda = cuda_status();
  if (command.json) {
    const nlohmann::ordered_json report = {{"cpu",
                                            {{"name", processor_name()},
                                             {"threads", threads},
                                             {"available_bytes", available_host_memory()}}},
                                           {"cuda",
                                            {{"built", built_with_cuda()},
                                             {"usable", cuda.usable},
                                             {"reason", cuda.reason},
                                             {"devices", cuda.devices}}}};
    fmt::print("{}\n",
               report.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace));
    return exit_code::done;
  }
  fmt::print("cpu      {}, {} threads, {:.1f} GiB of memory available\n", processor_name(), threads,
             static_cast<double>(available_host_memory()) / 0x1p30);
  for (std::size_t i = 0; i < cuda.devices.size(); ++i) {
    fmt::print("cuda {}   {}\n", i, cuda.devices[i]);
  }
  if (!cuda.usable) fmt::print("cuda     not usable: {}\n", cuda.reason);
  return exit_code::done;
}

}  // namespace yttria
