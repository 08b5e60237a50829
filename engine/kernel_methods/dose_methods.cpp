// SPDX-License-Identifier: Apache-2.0
#include "engine/kernel_methods/dose_methods.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "engine/error.hpp"
#include "engine/kernel_methods/case_medium.hpp"
#include "engine/kernel_methods/convolution.hpp"
#include "engine/nearest_word.hpp"
#include "engine/physics/nuclide.hpp"
#include "engine/run/problem.hpp"
#include "engine/version.hpp"
#include "kernels/core/constants.hpp"

namespace yttria {

namespace {

struct Name {
  DoseMethod method;
  const char* word;
};
/// S values go as 1/density: by how much a kernel may differ from the mean of the case, as media of
/// one name in libraries and scans do.
constexpr double density_tolerance = 0.05;

constexpr Name names[] = {{DoseMethod::local, "local"},
                          {DoseMethod::vsv, "vsv"},
                          {DoseMethod::vsv_density, "vsv-density"},
                          {DoseMethod::dpk_density, "dpk-density"}};

const VoxelKernel& voxel_kernel(const AnyKernel& kernel) {
  return std::get<VoxelKernel>(kernel);
}

/// Mass that the dose of a voxel is divided by, g.
double divisor_g(const Case& problem, std::size_t voxel, const MethodOptions& options,
                 const AnyKernel& kernel) {
  const bool kernel_density = options.method == DoseMethod::vsv;
  const double density = kernel_density ? voxel_kernel(kernel).subject.density_g_cm3
                                        : static_cast<double>(problem.density_g_cm3[voxel]);
  return density * problem.grid.voxel_volume_cm3();
}

/// Dose from energy in units of one decay's; sums what was deposited and what fell on vacuum.
void fill_dose(const Case& problem, const std::vector<double>& energy, double energy_per_decay_MeV,
               const MethodOptions& options, const AnyKernel& kernel, MethodResult& result) {
  DoseMap& map = result.map;
  const std::size_t voxels = problem.density_g_cm3.size();
  const double volume_cm3 = problem.grid.voxel_volume_cm3();
  const double joule = energy_per_decay_MeV * constants::joule_per_MeV;
  map.dose_Gy.resize(voxels);
  map.mass_g.resize(voxels);
  map.uncertainty.assign(voxels, std::numeric_limits<float>::quiet_NaN());
  for (std::size_t i = 0; i < voxels; ++i) {
    const double density = static_cast<double>(problem.density_g_cm3[i]);
    map.mass_g[i] = static_cast<float>(density * volume_cm3);
    (density > 0 ? result.shares.deposited : result.shares.in_vacuum) += energy[i];
    map.dose_Gy[i] =
        density > 0
            ? static_cast<float>(energy[i] * joule * 1e3 / divisor_g(problem, i, options, kernel))
            : std::numeric_limits<float>::quiet_NaN();
  }
}

void add_kernel_facts(Provenance& provenance, const KernelSubject& subject,
                      const Provenance& kernel) {
  provenance.emplace_back("kernel_medium", subject.medium.name);
  provenance.emplace_back("kernel_density_g_cm3", subject.density_g_cm3);
  for (const auto& [name, value] : kernel) {
    if (name == "run_digest" || name == "preset" || name == "seed" || name == "physics_digest") {
      provenance.emplace_back("kernel_" + name, value);
    }
  }
}

Provenance provenance_of(const Case& problem, const MethodOptions& options, const AnyKernel& kernel,
                         const EnergyShares& shares, double energy_per_decay_MeV,
                         std::uint64_t rays) {
  Provenance facts = {{"method", std::string(to_string(options.method))},
                      {"dose_to", std::string("medium")},
                      {"version", version()},
                      {"git_commit", git_commit()},
                      {"case_digest", problem.digest},
                      {"nuclide", problem.source.nuclide},
                      {"nuclide_data", emission_data(problem.source)},
                      {"energy_per_decay_MeV", energy_per_decay_MeV},
                      {"total_decays", problem.source.total_decays},
                      {"deposited_fraction", shares.deposited},
                      {"left_grid_fraction", shares.left_grid},
                      {"beyond_kernel_fraction", shares.beyond_kernel},
                      {"in_vacuum_fraction", shares.in_vacuum}};
  if (problem.source.half_life_h > 0) facts.emplace_back("half_life_h", problem.source.half_life_h);
  if (!problem.frame_of_reference.empty()) {
    facts.emplace_back("frame_of_reference", problem.frame_of_reference);
  }
  if (const auto* voxel = std::get_if<VoxelKernel>(&kernel)) {
    add_kernel_facts(facts, voxel->subject, voxel->provenance);
    if (options.radius_mm) facts.emplace_back("kernel_radius_mm", *options.radius_mm);
  }
  if (const auto* point = std::get_if<PointKernel>(&kernel)) {
    add_kernel_facts(facts, point->subject, point->provenance);
    facts.emplace_back("rays", rays);
  }
  return facts;
}

/// Returns the rays of each source voxel, where there are any.
std::uint64_t fill(const Case& problem, const AnyKernel& kernel, const MethodOptions& options,
                   double energy_per_decay_MeV, MethodResult& result) {
  EnergyShares& shares = result.shares;
  if (options.method == DoseMethod::dpk_density) {
    const Superposition sum =
        superpose(problem, std::get<PointKernel>(kernel), options.rays, options.threads);
    shares.left_grid = sum.left_grid;
    shares.beyond_kernel = sum.beyond;
    fill_dose(problem, sum.energy, energy_per_decay_MeV, options, kernel, result);
    return sum.rays;
  }
  const std::vector<float> decays = decays_by_voxel(problem);
  if (options.method == DoseMethod::local) {
    fill_dose(problem, {decays.begin(), decays.end()}, energy_per_decay_MeV, options, kernel,
              result);
    return 0;
  }
  const VoxelKernel& whole = voxel_kernel(kernel);
  const VoxelKernel cut =
      truncated(whole, options.radius_mm.value_or(std::numeric_limits<double>::infinity()));
  const std::vector<double> energy = convolve(decays, problem.grid.shape, cut, options.threads);
  const double kept = cut.fraction_in_kernel() * problem.source.total_decays;
  shares.beyond_kernel = problem.source.total_decays - kept;
  // A difference of sums: its rounding must not look like a gain.
  const double within = std::accumulate(energy.begin(), energy.end(), 0.0);
  shares.left_grid = std::max(0.0, kept - within);
  fill_dose(problem, energy, energy_per_decay_MeV, options, kernel, result);
  return 0;
}

}  // namespace

const char* to_string(DoseMethod method) {
  for (const Name& name : names) {
    if (name.method == method) return name.word;
  }
  return "";
}

DoseMethod dose_method_from(const std::string& word) {
  for (const Name& name : names) {
    if (name.word == word) return name.method;
  }
  std::vector<std::string> known;
  for (const Name& name : names) known.emplace_back(name.word);
  throw InputError("--method '" + word + "': unknown; use local, vsv, vsv-density or dpk-density" +
                   did_you_mean(word, known));
}

MethodResult apply_method(const Case& problem, const AnyKernel& kernel,
                          const MethodOptions& options) {
  MethodResult result;
  result.map.grid = problem.grid;
  result.map.rois = problem.rois;
  const double energy_MeV = mean_emitted_energy_MeV(problem.source);
  const std::uint64_t rays = fill(problem, kernel, options, energy_MeV, result);
  EnergyShares& shares = result.shares;
  for (double* part :
       {&shares.deposited, &shares.left_grid, &shares.beyond_kernel, &shares.in_vacuum}) {
    *part /= problem.source.total_decays;
  }
  result.map.provenance = provenance_of(problem, options, kernel, shares, energy_MeV, rays);
  return result;
}

void check_kernel(const AnyKernel& kernel, const std::string& file, const Case& problem,
                  DoseMethod method, bool any_medium) {
  const bool wants_point = method == DoseMethod::dpk_density;
  const auto* voxel = std::get_if<VoxelKernel>(&kernel);
  const auto* point = std::get_if<PointKernel>(&kernel);
  if (wants_point ? point == nullptr : voxel == nullptr) {
    throw InputError(fmt::format(
        "{}: is a {} kernel, but --method {} needs one of yttria kernel {}", file,
        wants_point ? "voxel" : "point", to_string(method), wants_point ? "dpk" : "vsv"));
  }
  const KernelSubject& subject = wants_point ? point->subject : voxel->subject;
  if (voxel != nullptr) {
    for (std::size_t axis = 0; axis < 3; ++axis) {
      const double own = voxel->spacing_mm[axis], wanted = problem.grid.spacing_mm[axis];
      if (std::fabs(own / wanted - 1) < 1e-6) continue;
      throw InputError(fmt::format(
          "{}: /kernel: spacing_mm is {} {} {}, but the voxels of the case are {} {} {} mm; "
          "compute "
          "it with yttria kernel vsv --case, or leave --kernel out",
          file, voxel->spacing_mm[0], voxel->spacing_mm[1], voxel->spacing_mm[2],
          problem.grid.spacing_mm[0], problem.grid.spacing_mm[1], problem.grid.spacing_mm[2]));
    }
  }
  const Source& emitter = problem.source;
  const double energy_MeV = mean_emitted_energy_MeV(emitter);
  if (subject.nuclide != emitter.nuclide || subject.emission_digest != emission_digest(emitter) ||
      std::fabs(subject.energy_per_decay_MeV / energy_MeV - 1) > 1e-9) {
    throw InputError(fmt::format(
        "{}: /emission is {} ({}, {:.6g} MeV per decay), but the case emits {} ({}, {:.6g} MeV); "
        "compute the kernel with --case",
        file, subject.nuclide, subject.emission, subject.energy_per_decay_MeV, emitter.nuclide,
        emission_data(emitter), energy_MeV));
  }
  const KernelSource source = kernel_source_of(problem);
  const Material& wanted = source.medium;
  const bool same = subject.medium.mass_fractions == wanted.mass_fractions &&
                    subject.medium.mean_excitation_energy_eV == wanted.mean_excitation_energy_eV;
  if (any_medium) return;
  const double density = subject.density_g_cm3;
  if (same && voxel != nullptr && std::fabs(density / source.density() - 1) > density_tolerance) {
    throw InputError(fmt::format(
        "{}: /medium: density_g_cm3 is {:.4g}, but the decays of the case in {} see {:.4g} g/cm3 "
        "on average; compute the kernel with --case or --density, or accept it with --any-medium",
        file, density, wanted.name, source.density()));
  }
  if (same) return;
  throw InputError(fmt::format(
      "{}: /medium is {}, but most decays of the case happen in {}; compute the kernel with --case "
      "or --medium, or accept it with --any-medium",
      file, subject.medium.name, wanted.name));
}

}  // namespace yttria
