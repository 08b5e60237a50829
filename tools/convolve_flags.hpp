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

class ConvolveFlags {
 public:
  explicit ConvolveFlags(CLI::App* app) : app_(app), settings_(app) {
    app->add_option("case", command_.input, "Case file")->type_name("CASE.h5")->required();
    add_output(app, command_.output, command_.force, "DOSE.h5");
    app->add_option_function<std::string>(
           "--method",
           [this](const std::string& word) { command_.method.method = dose_method_from(word); },
           "local: all energy stays in its voxel; vsv: voxel S values; vsv-density: their energy "
           "over the mass of each voxel; dpk-density: point kernel scaled by the mass path")
        ->type_name("local|vsv|vsv-density|dpk-density")
        ->required();
    app->add_option_function<std::string>(
           "--kernel", [this](const std::string& word) { command_.kernel = word; },
           "Kernel file [computed: for the voxels and the emission of the case]")
        ->type_name("K.h5");
    app->add_flag("--any-medium", command_.any_medium,
                  "Accept a kernel of another medium than that of most decays");
    add_optional(app, "--radius", command_.method.radius_mm, "MM",
                 "Truncate voxel S values beyond this distance, mm [the kernel's own end]");
    app->add_option(
           "--rays", command_.method.rays,
           "Rays of a source voxel with dpk-density [1024, more where there are few sources]")
        ->check(whole_number(8, 1 << 20))
        ->type_name("N");
    app->add_option("--threads", command_.method.threads, "CPU threads; 0: all")
        ->check(whole_number(0, 4096))
        ->capture_default_str()
        ->type_name("N");
    add_json(app, command_.json);
    const std::string group = "The kernel that is computed when none is given";
    app->add_option("--medium", command_.medium,
                    "Its medium [the material of the case in which most decays happen]")
        ->type_name("NAME")
        ->group(group);
    add_optional(app, "--density", command_.density_g_cm3, "G/CM3",
                 "Its density, g/cm3 [the mean that the decays in that material see]")
        ->group(group);
    add_parsed(app, "--histories", command_.options.histories, parse_count, "N",
               "Decays to simulate [2^20]")
        ->group(group);
    app->add_option_function<std::string>(
           "--seed",
           [this](const std::string& word) { command_.options.seed = parse_seed("--seed", word); },
           "Seed of the random numbers, 0 to 2^64 - 1")
        ->type_name("N=1")
        ->group(group);
  }

  bool given() const { return app_->parsed(); }
  ConvolveCommand command() const {
    ConvolveCommand result = command_;
    result.options.transport = settings_.choice();
    result.options.threads = result.method.threads;
    return result;
  }

 private:
  CLI::App* app_;
  SettingsFlags settings_;
  ConvolveCommand command_;
};

}  // namespace yttria
