// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "engine/error.hpp"
#include "engine/hdf5/output_file.hpp"
#include "engine/kernel_methods/case_medium.hpp"
#include "engine/kernel_methods/kernel_file.hpp"
#include "engine/kernel_methods/kernel_run.hpp"
#include "engine/physics/material_library.hpp"
#include "engine/result/output_lock.hpp"
#include "kernels/launch/thread_pool.hpp"
#include "tools/command_line.hpp"
#include "tools/exit_code.hpp"
#include "tools/interruption.hpp"
#include "tools/kernel_summary.hpp"
#include "tools/message.hpp"
#include "tools/progress.hpp"
#include "tools/refuse_same.hpp"
#include "tools/text_file.hpp"
#include "tools/tried_case.hpp"

namespace yttria {

namespace {

void check(const KernelCommand& command) {
  if (command.nuclide && command.electron_MeV) {
    throw InputError("--nuclide, --electron-MeV: a kernel has one emission; leave one of them out");
  }
  if (command.of_case && (command.nuclide || command.electron_MeV)) {
    throw InputError("--case: brings its own emission; leave --nuclide and --electron-MeV out");
  }
  if (command.of_case && command.spacing_mm) {
    throw InputError("--case: brings its own voxels; leave --spacing out");
  }
  const std::optional<Goal>& goal = command.options.goal;
  if (goal && goal->name != "source") {
    throw InputError("--goal " + goal->name + ": a kernel's goal is the source voxel: source=0.2");
  }
  for (const auto& [flag, value] :
       {std::pair("--density", command.density_g_cm3), std::pair("--radius", command.radius_mm),
        std::pair("--shell", command.shell_mm),
        std::pair("--electron-MeV", command.electron_MeV)}) {
    if (value && !(*value > 0)) {
      throw InputError(fmt::format("{} {}: give a number above 0", flag, *value));
    }
  }
}

/// Of the flags, and of the case where there is one.
KernelSource source_of(const KernelCommand& command, std::array<double, 3>& spacing_mm) {
  KernelSource source;
  if (command.of_case) {
    const Case problem = tried_case(*command.of_case);
    source = kernel_source_of(problem);
    spacing_mm = problem.grid.spacing_mm;
  }
  if (command.electron_MeV) {
    source.nuclide = "electron";
    source.electron_energy_MeV = *command.electron_MeV;
  }
  if (command.nuclide) source.nuclide = *command.nuclide;
  if (command.medium || !command.of_case) {
    source.medium = library_material(command.medium.value_or("water"));
    source.density_g_cm3.reset();
  }
  if (command.density_g_cm3) source.density_g_cm3 = command.density_g_cm3;
  return source;
}

template <class Order>
int compute(const KernelCommand& command, const Order& order) {
  ProgressReport progress("source voxel", {});
  const std::atomic<bool>& stop = stop_when_asked();
  const auto kernel = compute_kernel(
      order, command.options, [&](const Progress& p) { progress.show(p); }, stop);
  progress.close();
  write_kernel(command.output, kernel, command.force);
  if (command.csv) write_text_file(*command.csv, kernel_csv(kernel), command.force);
  if (command.json) {
    nlohmann::ordered_json report = {{"file", command.output.string()}};
    report.update(kernel_json(kernel));
    fmt::print("{}\n",
               report.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace));
  } else {
    fmt::print("{}\nfile         {}\n", kernel_text(kernel), command.output.string());
  }
  const std::optional<Goal>& goal = command.options.goal;
  if (goal && !stop.load() && !(kernel.uncertainty[0] <= goal->percent / 100)) {
    print_warning("the goal was not reached before the cap of histories");
  }
  if (!stop.load()) return exit_code::done;
  print_note(fmt::format("interrupted; the kernel of {} histories is in {}", kernel.histories,
                         command.output.string()));
  return exit_code::interrupted;
}

}  // namespace

int execute(const KernelCommand& command) {
  limit_shared_threads(command.options.threads);
  check(command);
  hdf5::check_output(command.output, command.force);
  if (command.of_case) {
    refuse_same(command.output, *command.of_case, "-o would replace the case");
    if (command.csv) refuse_same(*command.csv, *command.of_case, "--csv would replace the case");
  }
  if (command.csv) {
    hdf5::check_output(*command.csv, command.force);
    refuse_same(*command.csv, command.output, "--csv and -o are one file");
  }
  const OutputLock lock(command.output, print_warning);
  std::array<double, 3> spacing_mm = command.spacing_mm.value_or(std::array<double, 3>{3, 3, 3});
  const KernelSource source = source_of(command, spacing_mm);
  if (command.kind == KernelCommand::Kind::voxel) {
    return compute(command, VoxelKernelOrder{source, spacing_mm, command.radius_mm});
  }
  return compute(command, PointKernelOrder{source, command.shell_mm, command.radius_mm});
}

}  // namespace yttria
