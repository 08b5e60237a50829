// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "engine/kernel_methods/kernel_file.hpp"

namespace yttria {

namespace {

template <class Kernel>
std::string head(const Kernel& kernel, const std::string& what) {
  const KernelSubject& subject = kernel.subject;
  return fmt::format(
      "# {} of {} in {}, {} g/cm3; {}\n"
      "# energy per decay {:.6g} MeV, of which {:.3e} beyond this table; {} histories\n"
      "# uncertainty: relative, 1 sigma; nan where it cannot be estimated\n",
      what, subject.nuclide, subject.medium.name, subject.density_g_cm3, subject.emission,
      subject.energy_per_decay_MeV, kernel.total.beyond_fraction(), kernel.histories);
}

}  // namespace

std::string kernel_csv(const VoxelKernel& kernel) {
  const auto& mm = kernel.spacing_mm;
  std::string text = head(kernel, "voxel S values");
  text += fmt::format("# voxels {} x {} x {} mm (x y z); offsets in voxels, all signs alike\n",
                      mm[0], mm[1], mm[2]);
  text += "offset_x,offset_y,offset_z,s_value_mGy_per_MBq_s,uncertainty\n";
  const auto [nx, ny, nz] = kernel.octant();
  for (std::int64_t z = 0; z < nz; ++z) {
    for (std::int64_t y = 0; y < ny; ++y) {
      for (std::int64_t x = 0; x < nx; ++x) {
        const std::size_t i = kernel.at(x, y, z);
        text += fmt::format("{},{},{},{:.6e},{:.2e}\n", x, y, z, kernel.s_value(i),
                            kernel.uncertainty[i]);
      }
    }
  }
  return text;
}

std::string kernel_csv(const PointKernel& kernel) {
  std::string text = head(kernel, "dose point kernel");
  text += "inner_mm,outer_mm,dose_mGy_per_MBq_s,energy_fraction,uncertainty\n";
  for (std::size_t i = 0; i < kernel.shells(); ++i) {
    text += fmt::format("{:.6g},{:.6g},{:.6e},{:.6e},{:.2e}\n", kernel.radius_mm[i],
                        kernel.radius_mm[i + 1], kernel.dose(i), kernel.energy_fraction(i),
                        kernel.uncertainty[i]);
  }
  return text;
}

}  // namespace yttria
