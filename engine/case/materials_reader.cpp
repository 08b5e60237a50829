// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>

#include "engine/case/file_format.hpp"
#include "engine/case/medium_reader.hpp"
#include "engine/physics/material_library.hpp"

namespace yttria {

namespace {

constexpr std::uint64_t most_materials = 65535;
constexpr double fraction_sum_tolerance = 1e-3;

/// The optional arrays that define materials of one's own.
struct Compositions {
  hdf5::Dataset fraction_dataset;
  std::vector<std::uint8_t> Z;
  std::vector<double> mass_fraction;              // [row][element]
  std::vector<double> mean_excitation_energy_eV;  // per row, 0: by Bragg's rule
};

std::optional<Compositions> read_compositions(const hdf5::Group& group, std::size_t rows) {
  const bool has_Z = group.has("Z"), has_fraction = group.has("mass_fraction");
  const bool has_I = group.has("mean_excitation_energy");
  if (!has_Z && !has_fraction && !has_I) return std::nullopt;
  if (!has_Z || !has_fraction) {
    group.fail(
        "defines materials incompletely; give Z, mass_fraction and mean_excitation_energy "
        "together, or none of them to use the material library");
  }
  const hdf5::Dataset Z = group.dataset("Z");
  Z.require_type({"u1"});
  if (Z.shape().size() != 1 || Z.shape()[0] == 0) Z.fail("must have one axis of elements");
  Compositions defined{group.dataset("mass_fraction"), Z.read_all<std::uint8_t>(), {}, {}};
  for (std::size_t i = 0; i < defined.Z.size(); ++i) {
    const auto same = std::count(defined.Z.begin(), defined.Z.end(), defined.Z[i]);
    if (defined.Z[i] == 0 || same > 1) {
      Z.fail(fmt::format("[{}] is {}; atomic numbers start at 1 and occur once", i, defined.Z[i]));
    }
  }

  const hdf5::Dataset& fraction = defined.fraction_dataset;
  fraction.require_type({"f8"});
  fraction.require_shape({rows, defined.Z.size()}, "[rows of name][length of Z]");
  defined.mass_fraction = fraction.read_all<double>();
  for (std::size_t i = 0; i < defined.mass_fraction.size(); ++i) {
    const double value = defined.mass_fraction[i];
    if (value >= 0 && value <= 1 + fraction_sum_tolerance) continue;
    fraction.fail(fmt::format("[{}][{}] is {}; a mass fraction is from 0 to 1",
                              i / defined.Z.size(), i % defined.Z.size(), value));
  }

  defined.mean_excitation_energy_eV.assign(rows, 0);
  if (!has_I) return defined;
  const hdf5::Dataset I = group.dataset("mean_excitation_energy");
  I.require_type({"f8"});
  I.require_shape({rows}, "[rows of name]");
  check_units(I, "eV");
  defined.mean_excitation_energy_eV = I.read_all<double>();
  for (std::size_t row = 0; row < rows; ++row) {
    const double value = defined.mean_excitation_energy_eV[row];
    if (value >= 0 && std::isfinite(value)) continue;
    I.fail(fmt::format("[{}] is {}; give eV, or 0 for Bragg's additivity rule", row, value));
  }
  return defined;
}

/// A row without any element names a material of the library, so that both kinds can be mixed.
Material defined_material(const Compositions& defined, std::size_t row, const std::string& name) {
  const std::size_t elements = defined.Z.size();
  std::vector<std::pair<int, double>> fractions;
  double sum = 0;
  for (std::size_t i = 0; i < elements; ++i) {
    const double fraction = defined.mass_fraction[row * elements + i];
    if (fraction > 0) fractions.emplace_back(defined.Z[i], fraction);
    sum += fraction;
  }
  if (fractions.empty()) return library_material(name);
  if (!(std::abs(sum - 1) <= fraction_sum_tolerance)) {
    throw InputError(fmt::format("its mass fractions add up to {}; they must add up to 1", sum));
  }
  std::sort(fractions.begin(), fractions.end());
  Material material = user_material(name, fractions, defined.mean_excitation_energy_eV[row]);
  material.nominal_density_g_cm3 = 0;  // that of its voxels, known when they have been read
  return material;
}

}  // namespace

std::vector<Material> read_materials(const hdf5::Group& root, Problems& problems) {
  const hdf5::Group group = root.group("materials");
  const hdf5::Dataset stored = group.dataset("name");
  if (stored.shape().size() != 1 || stored.shape()[0] == 0) {
    stored.fail("must be a list of at least one material name");
  }
  if (stored.shape()[0] > most_materials) {
    stored.fail(fmt::format("has {} rows, more than the {} that u2 can number", stored.shape()[0],
                            most_materials));
  }
  const std::vector<std::string> names = stored.read_texts();
  const std::optional<Compositions> defined = read_compositions(group, names.size());

  std::vector<Material> materials;
  for (std::size_t row = 0; row < names.size(); ++row) {
    materials.push_back({names[row], {}, 0, 0});
    problems.attempt([&] {
      try {
        materials.back() =
            defined ? defined_material(*defined, row, names[row]) : library_material(names[row]);
      } catch (const InputError& error) {
        const hdf5::Object& place = defined ? defined->fraction_dataset : stored;
        place.fail(fmt::format("row {} \"{}\": {}", row, names[row], error.what()));
      }
    });
  }
  return materials;
}

}  // namespace yttria
