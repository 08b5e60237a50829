// SPDX-License-Identifier: Apache-2.0
// Included by tools/command_line.cpp alone.
#pragma once

#include <CLI/CLI.hpp>
#include <optional>
#include <string>
#include <vector>

#include "tools/command_line.hpp"
#include "tools/flags.hpp"
#include "tools/quantity.hpp"

namespace yttria {

inline void add_activity(CLI::App* app, double& activity_GBq) {
  app->add_option("--activity", activity_GBq, "Y-90 at time zero, GBq")
      ->capture_default_str()
      ->type_name("GBQ");
}

inline void add_spacing(CLI::App* app, double& spacing_mm) {
  app->add_option("--spacing", spacing_mm, "Voxel edge, mm")
      ->capture_default_str()
      ->type_name("MM");
}

inline void add_medium(CLI::App* app, std::string& material, std::optional<double>& density_g_cm3) {
  app->add_option("--material", material, "Material of the library")
      ->capture_default_str()
      ->type_name("NAME");
  add_optional(app, "--density", density_g_cm3, "G/CM3", "Density, g/cm3 [the material's own]");
}

/// Options of the four phantoms; the one whose subcommand was given counts.
class PhantomFlags {
 public:
  explicit PhantomFlags(CLI::App* app) : app_(app) {
    app->require_subcommand(1);
    add_liver(add("liver", "A torso: lungs, liver, three lesions, ribs, spine"));
    add_sphere(add("sphere", "An active sphere in a cube of one medium"));
    add_slab(add("slab", "Layers 20 m wide"));
    add_lattice(add("lattice", "A block with sources on a lattice, or by mass"));
  }

  PhantomCommand command() const {
    PhantomCommand result = command_;
    const std::string name = app_->get_subcommands().front()->get_name();
    if (name == "liver") result.phantom = liver_;
    if (name == "sphere") result.phantom = sphere_;
    if (name == "slab") result.phantom = slab_;
    if (name == "lattice") result.phantom = lattice_;
    return result;
  }

 private:
  CLI::App* add(const char* name, const char* description) {
    CLI::App* sub = app_->add_subcommand(name, description);
    add_output(sub, command_.output, command_.force, "CASE.h5");
    add_json(sub, command_.json);
    return sub;
  }

  void add_liver(CLI::App* app) {
    add_spacing(app, liver_.spacing_mm);
    add_activity(app, liver_.activity_GBq);
    app->add_option("--tumour-to-normal", liver_.tumour_to_normal,
                    "Ratio of activity concentrations, lesions to liver")
        ->capture_default_str()
        ->type_name("RATIO");
    app->add_option("--lung-shunt", liver_.lung_shunt_percent, "Activity in the lungs, percent")
        ->capture_default_str()
        ->type_name("PCT");
  }

  void add_sphere(CLI::App* app) {
    app->add_option("--radius", sphere_.radius_mm, "Radius of the active sphere, mm")
        ->capture_default_str()
        ->type_name("MM");
    app->add_option("--size", sphere_.size_mm, "Least edge of the cube, mm")
        ->capture_default_str()
        ->type_name("MM");
    add_spacing(app, sphere_.spacing_mm);
    add_medium(app, sphere_.material, sphere_.density_g_cm3);
    add_activity(app, sphere_.activity_GBq);
  }

  void add_slab(CLI::App* app) {
    app->add_option_function<std::vector<std::string>>(
           "--layer",
           [this](const std::vector<std::string>& words) {
             slab_.layers.clear();
             for (const std::string& word : words) {
               slab_.layers.push_back(parse_layer("--layer", word));
             }
           },
           "MATERIAL:THICKNESS_MM[:DENSITY_G_CM3][:source], once per layer, from low z to high "
           "[water:12 water:1:source water:12]")
        ->type_name("LAYER");
    add_spacing(app, slab_.spacing_mm);
    add_activity(app, slab_.activity_GBq);
  }

  void add_lattice(CLI::App* app) {
    add_parsed(app, "--voxels", lattice_.voxels, parse_voxels, "N|X,Y,Z", "Voxels per axis [31]");
    add_spacing(app, lattice_.spacing_mm);
    add_medium(app, lattice_.material, lattice_.density_g_cm3);
    add_parsed(app, "--densities", lattice_.densities_g_cm3, parse_interval, "MIN:MAX",
               "Draw each voxel's density, g/cm3");
    app->add_option("--density-seed", lattice_.density_seed, "Which densities are drawn")
        ->capture_default_str();
    app->add_option_function<std::string>(
           "--sources",
           [this](const std::string& word) {
             lattice_.sources = word == "voxels"   ? LatticePhantom::Sources::voxels
                                : word == "points" ? LatticePhantom::Sources::points
                                                   : LatticePhantom::Sources::mass;
           },
           "Whole voxels, points in their middle, or everywhere in proportion to mass [voxels]")
        ->check(one_of({"voxels", "points", "mass"}))
        ->type_name("voxels|points|mass");
    app->add_option("--pitch", lattice_.pitch, "Voxels from source to source; 0: only the middle")
        ->capture_default_str()
        ->type_name("N");
    app->add_option(
           "--margin", lattice_.margin_mm,
           "Region interior: voxels at least this far from the surface, mm; 0: no such region")
        ->capture_default_str()
        ->type_name("MM");
    add_activity(app, lattice_.activity_GBq);
  }

  CLI::App* app_;
  PhantomCommand command_;
  LiverPhantom liver_;
  SpherePhantom sphere_;
  SlabPhantom slab_;
  LatticePhantom lattice_;
};

}  // namespace yttria
