// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "engine/case/file_format.hpp"
#include "engine/hdf5/output_file.hpp"
#include "engine/kernel_methods/kernel_digest.hpp"
#include "engine/kernel_methods/kernel_file.hpp"
#include "engine/result/provenance_file.hpp"
#include "kernels/core/energy_quanta.hpp"

namespace yttria {

namespace {

void write_subject(hdf5::OutputGroup& root, const KernelSubject& subject) {
  hdf5::OutputGroup medium = root.group("medium");
  medium.attribute("name", subject.medium.name);
  medium.attribute("density_g_cm3", subject.density_g_cm3);
  medium.attribute("mean_excitation_energy_eV", subject.medium.mean_excitation_energy_eV);
  std::vector<std::uint64_t> Z;
  std::vector<double> fraction;
  for (const auto& [element, part] : subject.medium.mass_fractions) {
    Z.push_back(static_cast<std::uint64_t>(element));
    fraction.push_back(part);
  }
  medium.array("Z", {Z.size()}, Z.data());
  medium.array("mass_fraction", {fraction.size()}, fraction.data());
  hdf5::OutputGroup emission = root.group("emission");
  emission.attribute("nuclide", subject.nuclide);
  emission.attribute("data", subject.emission);
  emission.attribute("energy_per_decay_MeV", subject.energy_per_decay_MeV);
  emission.attribute("digest", subject.emission_digest);
}

void write_array(hdf5::OutputGroup& group, const char* name, const char* units,
                 const hdf5::Shape& shape, const std::vector<double>& values) {
  group.array(name, shape, values.data(), hdf5::Packing::deflate).attribute("units", units);
}

template <class Kernel>
void write_rest(hdf5::OutputGroup& root, const Kernel& kernel, const hdf5::Shape& shape) {
  hdf5::OutputGroup tally = root.group("tally");
  hdf5::OutputDataset energy =
      tally.array("energy", shape, kernel.energy.data(), hdf5::Packing::deflate);
  energy.attribute("quantum_MeV", quantum_MeV);
  energy.attribute("emitted", fmt::format("{}", kernel.total.emitted));
  energy.attribute("in_kernel", fmt::format("{}", kernel.total.in_kernel));
  energy.attribute("beyond", fmt::format("{}", kernel.total.beyond()));
  Provenance entries = {{"histories", kernel.histories},
                        {"content_digest", content_digest(kernel.subject, kernel.total)}};
  entries.insert(entries.end(), kernel.provenance.begin(), kernel.provenance.end());
  hdf5::OutputGroup provenance = root.group("provenance");
  write_entries(provenance, entries);
}

}  // namespace

void write_kernel(const std::filesystem::path& path, const VoxelKernel& kernel, bool replace) {
  hdf5::OutputFile file(path, replace);
  hdf5::OutputGroup root = file.root();
  write_format(root, "yttria-kernel");
  root.attribute("kind", "voxel");
  write_subject(root, kernel.subject);
  const auto [nx, ny, nz] = kernel.octant();
  const hdf5::Shape shape = {static_cast<std::uint64_t>(nz), static_cast<std::uint64_t>(ny),
                             static_cast<std::uint64_t>(nx)};
  std::vector<double> s_value(kernel.energy.size());
  for (std::size_t i = 0; i < s_value.size(); ++i) s_value[i] = kernel.s_value(i);
  hdf5::OutputGroup group = root.group("kernel");
  group.attribute("spacing_mm",
                  std::vector<double>(kernel.spacing_mm.begin(), kernel.spacing_mm.end()));
  write_array(group, "s_value", "mGy/(MBq s)", shape, s_value);
  write_array(group, "energy_fraction", "1", shape, kernel.energy_fraction);
  write_array(group, "uncertainty", "1", shape, kernel.uncertainty);
  write_rest(root, kernel, shape);
  file.commit();
}

void write_kernel(const std::filesystem::path& path, const PointKernel& kernel, bool replace) {
  hdf5::OutputFile file(path, replace);
  hdf5::OutputGroup root = file.root();
  write_format(root, "yttria-kernel");
  root.attribute("kind", "point");
  write_subject(root, kernel.subject);
  const hdf5::Shape shape = {kernel.shells()};
  std::vector<double> dose(kernel.shells()), fraction(kernel.shells());
  for (std::size_t i = 0; i < kernel.shells(); ++i) {
    dose[i] = kernel.dose(i);
    fraction[i] = kernel.energy_fraction(i);
  }
  hdf5::OutputGroup group = root.group("kernel");
  write_array(group, "radius", "mm", {kernel.radius_mm.size()}, kernel.radius_mm);
  write_array(group, "dose", "mGy/(MBq s)", shape, dose);
  write_array(group, "energy_fraction", "1", shape, fraction);
  write_array(group, "uncertainty", "1", shape, kernel.uncertainty);
  write_rest(root, kernel, shape);
  file.commit();
}

}  // namespace yttria
