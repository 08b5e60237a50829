// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <thread>

#include "engine/run/memory.hpp"
#include "engine/version.hpp"
#include "kernels/launch/cuda_devices.hpp"
#include "tools/command_line.hpp"
#include "tools/device_summary.hpp"
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

void print_json(const CudaStatus& cuda, unsigned threads) {
  nlohmann::ordered_json devices = nlohmann::ordered_json::array();
  for (const CudaDevice& device : cuda.devices) {
    devices.push_back(device_json(device, device_health(device)));
  }
  const nlohmann::ordered_json report = {{"cpu",
                                          {{"name", processor_name()},
                                           {"threads", threads},
                                           {"available_bytes", available_host_memory()}}},
                                         {"cuda",
                                          {{"built", built_with_cuda()},
                                           {"usable", cuda.usable},
                                           {"reason", cuda.reason},
                                           {"driver", cuda.driver},
                                           {"runtime", cuda.runtime},
                                           {"devices", devices}}}};
  fmt::print("{}\n", report.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace));
}

void print_text(const CudaStatus& cuda, unsigned threads) {
  fmt::print("cpu      {}, {} threads, {:.1f} GiB of memory available\n", processor_name(), threads,
             static_cast<double>(available_host_memory()) / 0x1p30);
  if (built_with_cuda()) {
    fmt::print("cuda     built with {}, driver {}\n", cuda.runtime,
               cuda.driver.empty() ? "absent" : cuda.driver);
  }
  for (const CudaDevice& device : cuda.devices) {
    fmt::print("{}", device_text(device, device_health(device)));
  }
  // Devices say their reasons themselves.
  if (cuda.devices.empty()) fmt::print("cuda     not usable: {}\n", cuda.reason);
}

}  // namespace

int execute(const DevicesCommand& command) {
  const unsigned threads = std::thread::hardware_concurrency();
  const CudaStatus cuda = cuda_status();
  if (command.json) {
    print_json(cuda, threads);
  } else {
    print_text(cuda, threads);
  }
  return exit_code::done;
}

}  // namespace yttria
