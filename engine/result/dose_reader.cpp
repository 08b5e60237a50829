// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "engine/case/bad_voxels.hpp"
#include "engine/case/file_format.hpp"
#include "engine/case/grid_file.hpp"
#include "engine/result/content_digest.hpp"
#include "engine/result/dose_file.hpp"
#include "engine/result/provenance_file.hpp"
#include "engine/result/result_check.hpp"
#include "engine/result/roi_file.hpp"
#include "engine/result/tally_digest.hpp"
#include "engine/result/tally_file.hpp"

namespace yttria {

namespace {

void read_mass(const hdf5::Dataset& stored, Dose& dose) {
  stored.require_type({"f4"});
  check_units(stored, "g");
  dose.mass_g = stored.read_all<float>();
  for (std::size_t i = 0; i < dose.mass_g.size(); ++i) {
    const float mass = dose.mass_g[i];
    if (mass >= 0 && mass <= std::numeric_limits<float>::max()) continue;
    stored.fail(fmt::format("voxel {} is {}; a mass must be finite and not negative",
                            voxel_place(static_cast<std::int64_t>(i), dose.grid.shape), mass));
  }
}

void read_rois(const hdf5::Group& root, const hdf5::Group& tally, Dose& dose) {
  const hdf5::Group group = root.group("roi");
  const std::vector<std::string> names = tally_roi_names(tally);
  std::vector<std::string> ascending = names;
  std::sort(ascending.begin(), ascending.end());
  if (group.names() != ascending) {
    group.fail("does not hold the regions that /tally/roi_energy names; the file is damaged");
  }
  for (const std::string& name : names) {
    dose.rois.push_back(read_roi(group.group(name), name, dose.grid));
  }
}

}  // namespace

Dose read_dose(const std::filesystem::path& path) {
  Dose dose;
  const hdf5::InputFile file(path);
  check_format(file, "yttria-dose");
  const std::string status = file.text("status");
  if (status != "complete" && status != "partial") {
    file.fail(fmt::format("status is \"{}\"; it must be complete or partial", status));
  }
  dose.complete = status == "complete";
  if (!file.has("tally")) {
    file.fail(
        "has no /tally; only a dose with its exact sums can be used here; give one of yttria run");
  }
  Problems problems(Problems::Policy::throw_first);
  const hdf5::Dataset mass = file.group("result").dataset("mass");
  dose.grid = read_grid(file, mass, problems);
  read_mass(mass, dose);
  const hdf5::Group tally = file.group("tally");
  read_rois(file, tally, dose);
  const hdf5::Group provenance = file.group("provenance");
  read_provenance(provenance, dose);  // says what the tally holds
  read_tally(tally, dose);
  const std::string of_tally = tally_digest(dose);
  if (provenance.text("tally_digest") != of_tally) {
    provenance.fail(
        "tally_digest is not that of /tally; the file is damaged or was changed; copy or compute "
        "it again");
  }
  if (provenance.has_attribute("content_digest") &&  // files of earlier versions lack it
      provenance.text("content_digest") != content_digest(dose, of_tally)) {
    provenance.fail(
        "content_digest is not that of the file; it is damaged or was changed; copy or compute it "
        "again");
  }
  check_result(file.group("result"), dose);
  return dose;
}

}  // namespace yttria
