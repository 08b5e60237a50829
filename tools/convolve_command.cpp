// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "engine/error.hpp"
#include "engine/hdf5/output_file.hpp"
#include "engine/kernel_methods/case_medium.hpp"
#include "engine/kernel_methods/dose_methods.hpp"
#include "engine/kernel_methods/kernel_file.hpp"
#include "engine/kernel_methods/kernel_run.hpp"
#include "engine/log.hpp"
#include "engine/physics/material_library.hpp"
#include "engine/result/dose_map_file.hpp"
#include "engine/result/output_lock.hpp"
#include "engine/trial.hpp"
#include "kernels/launch/thread_pool.hpp"
#include "tools/command_line.hpp"
#include "tools/dose_summary.hpp"
#include "tools/exit_code.hpp"
#include "tools/interruption.hpp"
#include "tools/message.hpp"
#include "tools/progress.hpp"
#include "tools/refuse_same.hpp"
#include "tools/tried_case.hpp"

namespace yttria {

namespace {

constexpr std::uint64_t default_histories = 1u << 20;  // 0.1 % in a source voxel of 3 mm

AnyKernel computed_kernel(const ConvolveCommand& command, const Case& problem) {
  KernelSource source = kernel_source_of(problem);
  if (command.medium) {
    source.medium = library_material(*command.medium);
    source.density_g_cm3.reset();
  }
  if (command.density_g_cm3) source.density_g_cm3 = command.density_g_cm3;
  RunOptions options = command.options;
  if (!options.histories) options.histories = default_histories;
  ProgressReport progress("source voxel", {});
  const std::atomic<bool>& stop = stop_when_asked();
  const auto show = [&](const Progress& p) { progress.show(p); };
  log_info("computing a kernel in " + source.medium.name);
  if (command.method.method == DoseMethod::dpk_density) {
    return compute_kernel(PointKernelOrder{source, {}, {}}, options, show, stop);
  }
  return compute_kernel(VoxelKernelOrder{source, problem.grid.spacing_mm, {}}, options, show, stop);
}

AnyKernel kernel_of(const ConvolveCommand& command, const Case& problem) {
  const DoseMethod method = command.method.method;
  if (method == DoseMethod::local) return {};
  if (!command.kernel) return computed_kernel(command, problem);
  AnyKernel kernel =
      std::visit([](auto&& k) { return AnyKernel(std::move(k)); }, read_kernel(*command.kernel));
  check_kernel(kernel, command.kernel->string(), problem, method, command.any_medium);
  return kernel;
}

/// Whether a flag says how a kernel is to be computed.
bool orders_a_kernel(const ConvolveCommand& command) {
  const RunOptions& options = command.options;
  const RunOptions untouched;
  return command.medium || command.density_g_cm3 || options.histories ||
         options.seed != untouched.seed || options.transport.preset != untouched.transport.preset ||
         !options.transport.overrides.empty() || !options.transport.switches.empty();
}

void check(const ConvolveCommand& command) {
  const bool local = command.method.method == DoseMethod::local;
  if (command.options.transport.settings(1).dose_to_water) {
    throw InputError(
        "--dose-to water: kernel methods give the dose to the medium; leave it out, or use yttria "
        "run --dose-to water");
  }
  if (local && command.kernel) {
    throw InputError("--method local: uses no kernel; leave --kernel out");
  }
  if ((local || command.kernel) && orders_a_kernel(command)) {
    throw InputError(fmt::format(
        "--medium, --density, --histories, --seed, --preset and the switches and expert flags of "
        "the transport are of a kernel that is computed; leave them out with {}",
        local ? "--method local" : "--kernel"));
  }
  if (command.method.rays > 0 && command.method.method != DoseMethod::dpk_density) {
    throw InputError("--rays: is of --method dpk-density alone; leave it out");
  }
  const auto& radius_mm = command.method.radius_mm;
  if (radius_mm && !(*radius_mm >= 0)) {
    throw InputError(fmt::format("--radius {}: give 0 mm or more", *radius_mm));
  }
  const bool voxels =
      command.method.method == DoseMethod::vsv || command.method.method == DoseMethod::vsv_density;
  if (radius_mm && !voxels)
    throw InputError("--radius: truncates voxel S values alone; leave it out");
}

std::string shares_text(const EnergyShares& shares) {
  return fmt::format(
      "energy       {:.4f} % deposited, {:.4f} % left the grid, {:.4f} % beyond the kernel, "
      "{:.4f} % in vacuum\n",
      100 * shares.deposited, 100 * shares.left_grid, 100 * shares.beyond_kernel,
      100 * shares.in_vacuum);
}

}  // namespace

int execute(const ConvolveCommand& command) {
  limit_shared_threads(command.method.threads);
  check(command);
  hdf5::check_output(command.output, command.force);
  refuse_same(command.output, command.input, "-o would replace the case");
  if (command.kernel) refuse_same(command.output, *command.kernel, "-o would replace the kernel");
  const OutputLock lock(command.output, print_warning);
  if (command.kernel) try_in_child(*command.kernel, [&] { read_kernel(*command.kernel); });
  const Case problem = tried_case(command.input);
  const AnyKernel kernel = kernel_of(command, problem);
  if (stop_when_asked().load()) {
    print_note("interrupted while the kernel was computed; nothing is written");
    return exit_code::interrupted;
  }
  MethodResult result = apply_method(problem, kernel, command.method);
  result.map.file = command.output.string();
  const std::vector<RoiStatistics> regions =
      write_dose_map(command.output, result.map, command.force);
  if (command.json) {
    nlohmann::ordered_json report = {{"file", command.output.string()}};
    report.update(dose_json(result.map, regions));
    fmt::print("{}\n",
               report.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace));
  } else {
    fmt::print("{}{}file         {}\n", dose_text(result.map, regions), shares_text(result.shares),
               command.output.string());
  }
  return exit_code::done;
}

}  // namespace yttria
