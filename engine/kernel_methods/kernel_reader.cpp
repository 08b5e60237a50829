// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <charconv>
#include <cmath>
#include <numeric>

#include "engine/case/file_format.hpp"
#include "engine/hdf5/group.hpp"
#include "engine/kernel_methods/kernel_digest.hpp"
#include "engine/kernel_methods/kernel_file.hpp"
#include "engine/kernel_methods/offset_classes.hpp"
#include "engine/result/provenance_file.hpp"
#include "kernels/core/energy_quanta.hpp"

namespace yttria {

namespace {

constexpr double most_reach = 4096;  // voxels: what the octant of a file may have along an axis

double positive(const hdf5::Object& object, const std::string& name) {
  const double value = object.number(name);
  if (!(value > 0) || !std::isfinite(value)) {
    object.fail(fmt::format("{} is {}; it must be finite and above 0", name, value));
  }
  return value;
}

KernelSubject read_subject(const hdf5::Group& root) {
  KernelSubject subject;
  const hdf5::Group medium = root.group("medium");
  subject.medium.name = medium.text("name");
  subject.density_g_cm3 = positive(medium, "density_g_cm3");
  subject.medium.mean_excitation_energy_eV = positive(medium, "mean_excitation_energy_eV");
  const hdf5::Dataset Z = medium.dataset("Z"), fraction = medium.dataset("mass_fraction");
  if (Z.shape().size() != 1) Z.fail("must have one axis; compute the kernel again");
  fraction.require_shape(Z.shape(), "Z");
  const std::vector<std::uint64_t> elements = Z.read_all<std::uint64_t>();
  const std::vector<double> parts = fraction.read_all<double>();
  for (std::size_t i = 0; i < elements.size(); ++i) {
    if (!(parts[i] >= 0 && parts[i] <= 1)) {
      fraction.fail(fmt::format("value {} is {}; it must be from 0 to 1", i, parts[i]));
    }
    subject.medium.mass_fractions.emplace_back(static_cast<int>(elements[i]), parts[i]);
  }
  const hdf5::Group emission = root.group("emission");
  subject.nuclide = emission.text("nuclide");
  subject.emission = emission.text("data");
  subject.energy_per_decay_MeV = positive(emission, "energy_per_decay_MeV");
  subject.emission_digest = emission.text("digest");
  return subject;
}

std::vector<double> read_array(const hdf5::Group& group, const char* name, const char* units,
                               const hdf5::Shape& shape, bool gaps) {
  const hdf5::Dataset stored = group.dataset(name);
  stored.require_type({"f8"});
  stored.require_shape(shape, "/tally/energy");
  check_units(stored, units);
  std::vector<double> values = stored.read_all<double>();
  for (std::size_t i = 0; i < values.size(); ++i) {
    const bool good = values[i] >= 0 && std::isfinite(values[i]);
    if (good || (gaps && std::isnan(values[i]))) continue;
    stored.fail(fmt::format("value {} is {}; it must be finite and not negative", i, values[i]));
  }
  return values;
}

/// Refuses a derived array that is not what the exact energies make of it.
template <class Expected>
void check_derived(const hdf5::Group& group, const char* name, const char* units,
                   const hdf5::Shape& shape, Expected&& expected) {
  constexpr double rounding = 1e-12;
  const std::vector<double> stored = read_array(group, name, units, shape, false);
  for (std::size_t i = 0; i < stored.size(); ++i) {
    const double wanted = expected(i);
    if (std::fabs(stored[i] - wanted) <= rounding * wanted) continue;
    group.dataset(name).fail(
        fmt::format("value {} is {}, but /tally makes it {}; the file is damaged or was changed; "
                    "compute it again",
                    i, stored[i], wanted));
  }
}

std::uint64_t whole(const hdf5::Object& object, const std::string& name) {
  const std::string word = object.text(name);
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), value);
  if (error != std::errc() || end != word.data() + word.size()) {
    object.fail(fmt::format("attribute {} is \"{}\", not a whole number", name, word));
  }
  return value;
}

template <class Kernel>
hdf5::Shape read_tally(const hdf5::Group& root, Kernel& kernel) {
  const hdf5::Dataset energy = root.group("tally").dataset("energy");
  energy.require_type({"u8"});
  for (const std::uint64_t length : energy.shape()) {
    if (length == 0 || static_cast<double>(length) > 1e6)
      energy.fail("has an impossible shape; compute the kernel again");
  }
  if (energy.number("quantum_MeV") != quantum_MeV) {
    energy.fail(fmt::format(
        "quantum_MeV is {}, but this program counts in {} MeV; compute the kernel again",
        energy.number("quantum_MeV"), quantum_MeV));
  }
  kernel.energy = energy.template read_all<std::uint64_t>();
  kernel.total.emitted = whole(energy, "emitted");
  kernel.total.in_kernel = whole(energy, "in_kernel");
  const std::uint64_t sum =
      std::accumulate(kernel.energy.begin(), kernel.energy.end(), std::uint64_t{0});
  if (sum != kernel.total.in_kernel || sum > kernel.total.emitted || kernel.total.emitted == 0) {
    energy.fail(
        fmt::format("adds up to {} quanta, but in_kernel is {} of {} emitted; the file is "
                    "damaged; compute it again",
                    sum, kernel.total.in_kernel, kernel.total.emitted));
  }
  const hdf5::Group provenance = root.group("provenance");
  kernel.provenance = read_entries(provenance);
  kernel.histories = provenance.natural("histories");
  if (whole(energy, "beyond") != kernel.total.beyond() ||
      (provenance.has_attribute("content_digest") &&  // files of earlier versions lack it
       provenance.text("content_digest") != content_digest(kernel.subject, kernel.total))) {
    root.fail(
        "its medium, emission or energies are not those it was written with (content_digest); the "
        "file is damaged or was changed; compute the kernel again");
  }
  std::erase_if(kernel.provenance, [](const auto& entry) {
    return entry.first == "histories" || entry.first == "content_digest";
  });
  return energy.shape();
}

VoxelKernel read_voxel_kernel(const hdf5::Group& root) {
  VoxelKernel kernel;
  kernel.subject = read_subject(root);
  const hdf5::Shape shape = read_tally(root, kernel);
  const hdf5::Group group = root.group("kernel");
  if (shape.size() != 3)
    root.fail("/tally/energy of a voxel kernel must have three axes; compute the kernel again");
  const std::vector<double> spacing = group.numbers("spacing_mm", 3);
  for (std::size_t axis = 0; axis < 3; ++axis) {
    kernel.spacing_mm[axis] = spacing[axis];
    if (!(spacing[axis] > 0) || !std::isfinite(spacing[axis])) {
      group.fail(fmt::format("spacing_mm[{}] is {}; it must be above 0", axis, spacing[axis]));
    }
    if (static_cast<double>(shape[2 - axis]) > most_reach)
      group.fail("reaches too far; compute a smaller kernel");
    kernel.reach[axis] = static_cast<std::int64_t>(shape[2 - axis]) - 1;
  }
  kernel.energy_fraction =
      OffsetClasses(kernel.spacing_mm, kernel.reach).fractions(kernel.energy, kernel.total.emitted);
  check_derived(group, "energy_fraction", "1", shape,
                [&](std::size_t i) { return kernel.energy_fraction[i]; });
  check_derived(group, "s_value", "mGy/(MBq s)", shape,
                [&](std::size_t i) { return kernel.s_value(i); });
  kernel.uncertainty = read_array(group, "uncertainty", "1", shape, true);
  return kernel;
}

PointKernel read_point_kernel(const hdf5::Group& root) {
  PointKernel kernel;
  kernel.subject = read_subject(root);
  const hdf5::Shape shape = read_tally(root, kernel);
  if (shape.size() != 1)
    root.fail("/tally/energy of a point kernel must have one axis; compute the kernel again");
  const hdf5::Group group = root.group("kernel");
  const hdf5::Dataset radius = group.dataset("radius");
  check_units(radius, "mm");
  kernel.radius_mm = radius.read_all<double>();
  if (kernel.radius_mm.size() != shape[0] + 1 || kernel.radius_mm[0] != 0) {
    radius.fail(
        "must have one value more than there are shells, the first 0; compute the kernel again");
  }
  for (std::size_t i = 0; i + 1 < kernel.radius_mm.size(); ++i) {
    if (!(kernel.radius_mm[i] < kernel.radius_mm[i + 1]))
      radius.fail("must ascend; compute the kernel again");
  }
  if (!std::isfinite(kernel.radius_mm.back()))
    radius.fail("must be finite; compute the kernel again");
  check_derived(group, "energy_fraction", "1", shape,
                [&](std::size_t i) { return kernel.energy_fraction(i); });
  check_derived(group, "dose", "mGy/(MBq s)", shape, [&](std::size_t i) { return kernel.dose(i); });
  kernel.uncertainty = read_array(group, "uncertainty", "1", shape, true);
  return kernel;
}

}  // namespace

std::variant<VoxelKernel, PointKernel> read_kernel(const std::filesystem::path& path) {
  const hdf5::InputFile file(path);
  check_format(file, "yttria-kernel");
  const std::string kind = file.text("kind");
  if (kind == "voxel") return read_voxel_kernel(file);
  if (kind == "point") return read_point_kernel(file);
  file.fail(fmt::format("kind is \"{}\"; it must be voxel or point", kind));
}

}  // namespace yttria
