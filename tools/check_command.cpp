// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "engine/case/case_file.hpp"
#include "engine/run/preflight.hpp"
#include "kernels/launch/cuda_devices.hpp"
#include "tools/command_line.hpp"
#include "tools/exit_code.hpp"
#include "tools/printable.hpp"
#include "tools/tried_case.hpp"

namespace yttria {

namespace {

using Json = nlohmann::ordered_json;

double gibibytes(std::uint64_t bytes) {
  return static_cast<double>(bytes) / 0x1p30;
}

int report_problems(const CheckCommand& command, const std::vector<std::string>& problems) {
  if (command.json) {
    const Json report = {
        {"file", command.input.string()}, {"valid", false}, {"problems", problems}};
    fmt::print("{}\n",
               report.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace));
  } else {
    for (const std::string& problem : problems) fmt::print("problem: {}\n", printable(problem));
    fmt::print("{}: {} problem{}\n", command.input.string(), problems.size(),
               problems.size() == 1 ? "" : "s");
  }
  return exit_code::bad_input;
}

Json cuda_json(const MemoryNeed& need, const CudaStatus& cuda) {
  Json devices = Json::array();
  for (const CudaDevice& device : cuda.devices) {
    devices.push_back({{"index", device.index},
                       {"name", device.name},
                       {"usable", device.usable},
                       {"reason", device.reason},
                       {"memory_total_bytes", device.memory_total_bytes},
                       {"memory_free_bytes", device.memory_free_bytes},
                       {"memory_usable_bytes", device.memory_usable_bytes},
                       {"fits", device.usable && fits(need, device)}});
  }
  return {{"usable", cuda.usable}, {"reason", cuda.reason}, {"devices", devices}};
}

void print_cuda(const CudaStatus& cuda) {
  if (!cuda.usable) fmt::print("CUDA      not usable: {}\n", cuda.reason);
  for (const CudaDevice& device : cuda.devices) {
    if (!device.usable) continue;
    fmt::print("CUDA      device {}: {}, {:.2f} GiB free of {:.2f}\n", device.index, device.name,
               gibibytes(device.memory_free_bytes), gibibytes(device.memory_total_bytes));
  }
}

void print_json(const CheckCommand& command, const Case& problem, const Preflight& found,
                const CudaStatus& cuda) {
  Json regions = Json::array();
  for (const SanityDose& dose : found.doses) {
    regions.push_back({{"name", dose.region},
                       {"mass_g", dose.mass_g},
                       {"decays", dose.decays},
                       {"energy_over_mass_Gy", dose.dose_Gy}});
  }
  const Json report = {{"file", command.input.string()},
                       {"valid", true},
                       {"problems", Json::array()},
                       {"warnings", found.warnings},
                       {"case_digest", problem.digest},
                       {"voxels", problem.grid.voxels()},
                       {"total_decays", problem.source.total_decays},
                       {"mean_energy_MeV", found.mean_energy_MeV},
                       {"regions", regions},
                       {"memory",
                        {{"host_bytes_cpu_backend", found.memory.host_cpu_backend},
                         {"host_bytes_cuda_backend", found.memory.host_cuda_backend},
                         {"device_bytes", found.memory.device},
                         {"device_bytes_at_least", found.memory.least_device},
                         {"host_bytes_available", available_host_memory()}}},
                       {"cuda", cuda_json(found.memory, cuda)}};
  fmt::print("{}\n", report.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace));
}

void print_text(const CheckCommand& command, const Case& problem, const Preflight& found,
                const CudaStatus& cuda) {
  const auto& shape = problem.grid.shape;
  const auto& spacing = problem.grid.spacing_mm;
  fmt::print("{}: valid\n\n", command.input.string());
  fmt::print("grid      {} x {} x {} voxels of {:g} x {:g} x {:g} mm\n", shape[0], shape[1],
             shape[2], spacing[0], spacing[1], spacing[2]);
  fmt::print("source    {:.6g} decays of {}, {:.4f} MeV each on average\n",
             problem.source.total_decays, problem.source.nuclide, found.mean_energy_MeV);
  fmt::print("digest    {}\n", problem.digest);
  fmt::print(
      "memory    {:.2f} GiB on the CPU; with CUDA {:.2f} GiB and {:.2f} GiB on the device ({:.2f} "
      "GiB at least); "
      "available {:.2f} GiB\n",
      gibibytes(found.memory.host_cpu_backend), gibibytes(found.memory.host_cuda_backend),
      gibibytes(found.memory.device), gibibytes(found.memory.least_device),
      gibibytes(available_host_memory()));
  print_cuda(cuda);
  fmt::print(
      "\nTotal energy over mass (what the mean dose would be if a region kept its betas):\n");
  fmt::print("{:<20} {:>10} {:>12} {:>10}\n", "region", "mass g", "decays", "dose Gy");
  for (const SanityDose& dose : found.doses) {
    fmt::print("{:<20} {:>10.4g} {:>12.4g} {:>10.4g}\n", printable(dose.region), dose.mass_g,
               dose.decays, dose.dose_Gy);
  }
  for (const std::string& warning : found.warnings) fmt::print("warning: {}\n", printable(warning));
}

}  // namespace

int execute(const CheckCommand& command) {
  const std::vector<std::string> problems = problems_of_case(command.input);
  if (!problems.empty()) return report_problems(command, problems);
  const Case problem = read_case(command.input);
  Preflight found =
      preflight(problem, command.transport.settings(problem.grid.smallest_spacing_mm()));
  const std::uint64_t available = available_host_memory();
  if (available != 0 && found.memory.host_cuda_backend > available) {
    found.warnings.push_back(fmt::format(
        "a run takes {:.2f} GiB of memory and {:.2f} GiB are available; use a larger machine",
        gibibytes(found.memory.host_cuda_backend), gibibytes(available)));
  }
  const CudaStatus cuda = cuda_status();
  for (std::string& warning : device_memory_warnings(found.memory, cuda.devices)) {
    found.warnings.push_back(std::move(warning));
  }
  if (command.json) {
    print_json(command, problem, found, cuda);
  } else {
    print_text(command, problem, found, cuda);
  }
  return exit_code::done;
}

}  // namespace yttria
