// SPDX-License-Identifier: Apache-2.0
// Included by tools/command_line.cpp alone.
#pragma once

#include <CLI/CLI.hpp>
#include <string>

#include "tools/command_line.hpp"
#include "tools/flags.hpp"
#include "tools/quantity.hpp"
#include "tools/transport_flags.hpp"

namespace yttria {

/// Options of the two kernels; the one whose subcommand was given counts.
class KernelFlags {
 public:
  explicit KernelFlags(CLI::App* app)
      : voxel_app_(app->add_subcommand("vsv", "Voxel S values")),
        point_app_(app->add_subcommand("dpk", "Dose point kernel: shells about a point source")),
        voxel_settings_(voxel_app_),
        point_settings_(point_app_) {
    app->require_subcommand(1);
    voxel_.kind = KernelCommand::Kind::voxel;
    point_.kind = KernelCommand::Kind::point;
    add_common(voxel_app_, voxel_);
    add_parsed(voxel_app_, "--spacing", voxel_.spacing_mm, parse_spacing, "MM|X,Y,Z",
               "Voxel edges, mm [3, or those of --case]");
    add_optional(voxel_app_, "--radius", voxel_.radius_mm, "MM",
                 "Half edge of the kernel, mm [10 g/cm2, at most 40 voxels, at least the range]");
    add_parsed(voxel_app_, "--goal", voxel_.options.goal, parse_goal, "source=PCT",
               "Stop when the source voxel has this relative standard uncertainty in percent");
    add_parsed(voxel_app_, "--devices", voxel_.options.devices, parse_devices, "N",
               "CUDA device [the first usable]");
    voxel_app_->add_option("--backend", voxel_.options.backend, "What computes")
        ->check(one_of({"auto", "cpu", "cuda"}))
        ->capture_default_str()
        ->type_name("auto|cpu|cuda");
    add_common(point_app_, point_);
    add_optional(point_app_, "--shell", point_.shell_mm, "MM",
                 "Width of a shell, mm [about a hundredth of the range]");
    add_optional(point_app_, "--radius", point_.radius_mm, "MM",
                 "Radius of the last shell, mm [10 g/cm2]");
  }

  KernelCommand command() const {
    KernelCommand result = *voxel_app_ ? voxel_ : point_;
    result.options.transport = (*voxel_app_ ? voxel_settings_ : point_settings_).choice();
    return result;
  }

 private:
  static void add_common(CLI::App* app, KernelCommand& kernel) {
    add_output(app, kernel.output, kernel.force, "K.h5");
    app->add_option("--medium", kernel.medium, "Material of the library [water]")
        ->type_name("NAME");
    add_optional(app, "--density", kernel.density_g_cm3, "G/CM3",
                 "Density, g/cm3 [the material's own]");
    app->add_option("--nuclide", kernel.nuclide, "Nuclide with decay data [Y-90]")
        ->type_name("NAME");
    add_optional(app, "--electron-MeV", kernel.electron_MeV, "MEV",
                 "Monoenergetic electrons instead of a nuclide");
    app->add_option_function<std::string>(
           "--case", [&kernel](const std::string& word) { kernel.of_case = word; },
           "For this case: its voxels and emission, the material of most decays at their density")
        ->type_name("CASE.h5");
    app->add_option_function<std::string>(
           "--csv", [&kernel](const std::string& word) { kernel.csv = word; },
           "Also write the kernel as comma-separated values")
        ->type_name("FILE");
    add_parsed(app, "--histories", kernel.options.histories, parse_count, "N",
               "Decays to simulate [2^21]");
    add_parsed(app, "--batch-size", kernel.options.batch_size, parse_count, "N",
               "Histories per batch [a 64th of --histories]");
    app->add_option_function<std::string>(
           "--seed",
           [&kernel](const std::string& word) { kernel.options.seed = parse_seed("--seed", word); },
           "Seed of the random numbers, 0 to 2^64 - 1")
        ->type_name("N=1");
    app->add_option("--threads", kernel.options.threads, "CPU threads; 0: all")
        ->check(whole_number(0, 4096))
        ->capture_default_str()
        ->type_name("N");
    add_json(app, kernel.json);
  }

  CLI::App* voxel_app_;
  CLI::App* point_app_;
  SettingsFlags voxel_settings_, point_settings_;
  KernelCommand voxel_, point_;
};

}  // namespace yttria
