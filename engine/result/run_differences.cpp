// SPDX-License-Identifier: Apache-2.0
#include "engine/result/run_differences.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace yttria {

namespace {

bool same_regions(const std::vector<Roi>& a, const std::vector<Roi>& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const Roi& x, const Roi& y) {
    return x.name == y.name && x.role == y.role && x.runs == y.runs;
  });
}

/// Settings of the transport and data of the emission: what a different physics digest may be from.
constexpr const char* physics_facts[] = {"nuclide",
                                         "nuclide_data",
                                         "energy_per_decay_MeV",
                                         "electron_cutoff_keV",
                                         "photon_cutoff_keV",
                                         "moller_keV",
                                         "brems_keV",
                                         "hinge_g",
                                         "hinge_path_g_cm2",
                                         "end_confined",
                                         "photons",
                                         "internal_bremsstrahlung"};

std::string fact(const Provenance& provenance, const std::string& name) {
  for (const auto& [key, value] : provenance) {
    if (key != name) continue;
    if (const auto* text = std::get_if<std::string>(&value)) return *text;
    if (const auto* number = std::get_if<double>(&value)) return fmt::format("{:g}", *number);
  }
  return "";
}

class Differences {
 public:
  template <class T>
  void compare(const std::string& field, const T& a, const T& b) {
    if (a == b) return;
    text_ += fmt::format("{}{} differs ({} and {})", text_.empty() ? "" : ", ", field, a, b);
  }
  std::string text() const { return text_; }

 private:
  std::string text_;
};

}  // namespace

std::string differences_of_runs(const Dose& one, const Dose& other) {
  Differences found;
  const RunIdentity &a = one.identity, &b = other.identity;
  found.compare("case_digest", a.case_digest, b.case_digest);
  found.compare("dose_to", a.dose_to, b.dose_to);
  found.compare("preset", a.preset, b.preset);
  found.compare("physics_digest", a.physics_digest, b.physics_digest);
  if (a.physics_digest != b.physics_digest) {
    for (const char* name : physics_facts) {
      const std::string x = fact(one.provenance, name), y = fact(other.provenance, name);
      if (!x.empty() && !y.empty()) found.compare(name, x, y);
    }
  }
  found.compare("seed", a.seed, b.seed);
  found.compare("histories_per_batch", a.histories_per_batch, b.histories_per_batch);
  found.compare("version", a.version, b.version);
  found.compare("total_decays", one.total_decays, other.total_decays);
  // These follow from the case digest; a difference is damage.
  const bool same_case =
      one.grid == other.grid && one.mass_g == other.mass_g && same_regions(one.rois, other.rois);
  const std::string first = "as in the first";
  found.compare("grid, mass or regions", first, same_case ? first : "others");
  return found.text();
}

}  // namespace yttria
