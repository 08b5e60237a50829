// SPDX-License-Identifier: Apache-2.0
// The kernel methods: baselines that know the density, at best, of the voxel or of the path. With
// A(s) the decays in source voxel s, E the energy per decay, rho(t) and m(t) density and mass of
// target t, V the volume of a voxel, S the voxel S values of the kernel's medium at density rho_k
// and F its point kernel over mass depth:
//
//   local        D(t) = A(t) E / m(t)
//                all energy stays in its voxel. Right on average where the activity varies little
//                over the range of the betas (11 mm in water); blurs nothing at all, so it is too
//                high in hot voxels and has no dose beside them; in lung, where the range is
//                centimetres, it fails (Pasciak & Erwin 2009, doi:10.1109/TMI.2009.2022753).
//   vsv          D(t) = sum over s of A(s) S(t - s)
//                voxel S-value convolution (Bolch et al. 1999, MIRD Pamphlet No. 17, J Nucl Med
//                40:11S): exact in a uniform medium, up to the truncation of the kernel. Elsewhere
//                it gives the dose that the kernel's medium would have taken: several times too
//                low in lung with activity of its own, since the energy is divided by the wrong
//                mass, and too short a range there.
//   vsv-density  D(t) = sum over s of A(s) S(t - s) rho_k / rho(t)
//                the same energy in each voxel, over its own mass (Dieudonne et al. 2013,
//                doi:10.2967/jnumed.112.105825). Right inside regions larger than the range, also
//                of other density; the range itself is that of the kernel's medium, so beside a
//                light region it puts too much energy near the interface and none far into it.
//   dpk-density  the point kernel along straight rays, by mass path (superposition.hpp)
//                range and mass are those of the path; scatter across interfaces and composition
//                are not.
//
// None of them knows composition: energy is what the kernel's medium would have taken.
#pragma once

#include <optional>
#include <string>
#include <variant>

#include "engine/case/case.hpp"
#include "engine/kernel_methods/kernel.hpp"
#include "engine/kernel_methods/superposition.hpp"
#include "engine/result/dose_map.hpp"

namespace yttria {

enum class DoseMethod { local, vsv, vsv_density, dpk_density };
const char* to_string(DoseMethod method);
/// Throws InputError naming the methods.
DoseMethod dose_method_from(const std::string& word);

using AnyKernel = std::variant<std::monostate, VoxelKernel, PointKernel>;

/// Parts of the emitted energy; they sum to 1.
struct EnergyShares {
  double deposited = 0;  // in voxels with mass
  double left_grid = 0;
  double beyond_kernel = 0;  // lost by truncation
  double in_vacuum = 0;      // given to voxels of density 0, which have no dose
};

struct MethodResult {
  DoseMap map;  // with provenance; its file is not written yet
  EnergyShares shares;
};

struct MethodOptions {
  DoseMethod method = DoseMethod::vsv;
  std::optional<double> radius_mm;  // of voxel kernels: truncated there
  int rays = 0;                     // of dpk-density; 0: by the number of sources
  int threads = 0;                  // 0: all
};

/// The dose of a case by a kernel method. `local` needs no kernel, the two of voxels a VoxelKernel,
/// dpk-density a PointKernel. Throws InputError as check_kernel does.
MethodResult apply_method(const Case& problem, const AnyKernel& kernel,
                          const MethodOptions& options);

/// Throws InputError unless the kernel is of this kind, of the voxels and the emission of the case
/// and of the medium in which most of its decays happen, a voxel kernel within 5 % of the density
/// that these see; `any_medium`: of whatever medium and density.
void check_kernel(const AnyKernel& kernel, const std::string& file, const Case& problem,
                  DoseMethod method, bool any_medium);

}  // namespace yttria
