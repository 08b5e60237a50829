// SPDX-License-Identifier: Apache-2.0
#include "engine/run/workers.hpp"

#include <fmt/format.h>

#include <utility>

#include "engine/error.hpp"

namespace yttria {

namespace {

WorkerPlan cpu_worker(const RunOptions& options, const Problem& problem, bool standby) {
  const int threads = options.threads;
  return {"cpu",
          [&problem, threads] {
            return make_cpu_backend(problem.view(), problem.roi_layout(), threads);
          },
          standby};
}

WorkerPlan cuda_worker(int device, const Problem& problem) {
  return {fmt::format("cuda {}", device),
          [&problem, device] {
            return make_cuda_backend(problem.view(), problem.roi_layout(), device);
          },
          false};
}

void check_device(int device, const CudaStatus& cuda) {
  const std::size_t count = cuda.devices.size();
  if (count == 0) return;  // what is amiss then is not the number
  if (static_cast<std::size_t>(device) >= count) {
    throw InputError(
        fmt::format("--devices {}: there is no such device, only {} (numbered from "
                    "0); yttria devices lists them",
                    device, count));
  }
  const CudaDevice& found = cuda.devices[static_cast<std::size_t>(device)];
  if (!found.usable) throw InputError(fmt::format("--devices {}: {}", device, found.reason));
}

std::string names(const std::vector<int>& devices, const CudaStatus& cuda) {
  std::string text;
  for (const int device : devices) {
    text += fmt::format("{}cuda {} ({})", text.empty() ? "" : ", ", device,
                        cuda.devices[static_cast<std::size_t>(device)].name);
  }
  return text;
}

}  // namespace

Crew choose_workers(const RunOptions& options, const CudaStatus& cuda, const Problem& problem) {
  const bool automatic = options.backend == "auto";
  if (!automatic && options.backend != "cpu" && options.backend != "cuda") {
    throw InputError("--backend '" + options.backend + "': unknown; use auto, cpu or cuda");
  }
  const bool named = !options.devices.cuda.empty();
  if (options.backend == "cpu" && named) {
    throw InputError(
        "--devices, --backend cpu: the first names CUDA devices; leave one of them out");
  }
  const bool wants_cuda = options.backend == "cuda" || named;
  for (const int device : options.devices.cuda) check_device(device, cuda);
  if (wants_cuda && !cuda.usable) {
    throw InputError((named ? "--devices: " : "--backend cuda: ") + cuda.reason +
                     "; or use --backend cpu");
  }
  Crew crew;
  if (!cuda.usable || options.backend == "cpu" || (automatic && !named && options.devices.cpu)) {
    crew.workers.push_back(cpu_worker(options, problem, false));
    const bool for_want_of_cuda = automatic && !options.devices.cpu;
    crew.choice = for_want_of_cuda ? "cpu, because of CUDA: " + cuda.reason : "cpu";
    return crew;
  }
  const std::vector<int> devices =
      named ? options.devices.cuda : std::vector<int>{cuda.first_usable()};
  for (const int device : devices) crew.workers.push_back(cuda_worker(device, problem));
  crew.driver = cuda.driver;
  crew.choice = names(devices, cuda);
  if (options.devices.cpu || automatic) {
    crew.workers.push_back(cpu_worker(options, problem, !options.devices.cpu));
    crew.choice += options.devices.cpu ? ", cpu" : "; the cpu stands by";
  }
  return crew;
}

}  // namespace yttria
