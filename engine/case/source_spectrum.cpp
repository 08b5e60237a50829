// SPDX-License-Identifier: Apache-2.0
#include "engine/case/source_spectrum.hpp"

#include <fmt/format.h>

#include <cmath>

#include "engine/case/file_format.hpp"
#include "engine/error.hpp"
#include "engine/physics/nuclide.hpp"

namespace yttria {

void read_emitter(const hdf5::Object& place, Source& source) {
  if (!place.has_attribute("nuclide")) {
    place.fail("has no attribute \"nuclide\"; set it to \"Y-90\" or another nuclide with data");
  }
  source.nuclide = place.text("nuclide");
  if (source.nuclide == "electron") {
    if (!place.has_attribute("energy_MeV")) {
      place.fail("nuclide \"electron\" needs the attribute \"energy_MeV\"; add it");
    }
    const double energy_MeV = place.number("energy_MeV");
    if (!(energy_MeV > 0 && energy_MeV <= largest_source_energy_MeV)) {
      place.fail(fmt::format("energy_MeV is {}; it must be above 0 and at most {} MeV", energy_MeV,
                             largest_source_energy_MeV));
    }
    source.electron_energy_MeV = energy_MeV;
    return;
  }
  try {
    nuclide(source.nuclide);
  } catch (const InputError& error) {
    place.fail(fmt::format("attribute \"nuclide\": {}", error.what()));
  }
}

void read_beta_spectrum(const hdf5::Group& group, Source& source) {
  if (!group.has("beta_spectrum")) return;
  const hdf5::Dataset stored = group.dataset("beta_spectrum");
  stored.require_type({"f8"});
  check_units(stored, "MeV");
  if (stored.shape().size() != 2 || stored.shape()[0] < 2 || stored.shape()[1] != 2) {
    stored.fail(
        fmt::format("has shape {}, but must be [n][2] with at least two rows of energy and "
                    "density",
                    hdf5::to_string(stored.shape())));
  }
  if (source.nuclide == "electron") {
    stored.fail("contradicts nuclide \"electron\", which is monoenergetic; remove one of them");
  }
  const std::vector<double> values = stored.read_all<double>();
  double total = 0;
  for (std::size_t row = 0; row < values.size() / 2; ++row) {
    const double energy = values[2 * row], density = values[2 * row + 1];
    if (!(energy >= 0 && energy < largest_source_energy_MeV)) {
      stored.fail(fmt::format("[{}][0] is {}; energies are from 0 to below {} MeV", row, energy,
                              largest_source_energy_MeV));
    }
    if (row > 0 && !(energy > values[2 * row - 2])) {
      stored.fail(fmt::format("[{}][0] is {}, after {}; energies must ascend", row, energy,
                              values[2 * row - 2]));
    }
    if (!(density >= 0 && std::isfinite(density))) {
      stored.fail(
          fmt::format("[{}][1] is {}; densities must be finite and not negative", row, density));
    }
    total += density;
    source.beta_spectrum.emplace_back(energy, density);
  }
  if (!(total > 0)) stored.fail("is 0 everywhere; give at least one positive density");
}

}  // namespace yttria
