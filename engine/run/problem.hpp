// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "engine/case/case.hpp"
#include "engine/physics/physics_tables.hpp"
#include "kernels/launch/backend.hpp"
#include "kernels/transport/problem.hpp"

namespace yttria {

/// Owns every array a history reads. Takes the volumes out of the case instead of copying them:
/// afterwards the case has no density, material or source map.
class Problem {
 public:
  Problem(Case&& problem, const TransportSettings& settings, std::uint64_t seed,
          std::uint64_t histories_per_batch);

  ProblemView view() const;
  RoiLayout roi_layout() const;
  const PhysicsTables& tables() const { return tables_; }
  const Case& rest_of_case() const { return case_; }  // grid, materials, rois, digest, totals

  /// Mass of every voxel, g.
  std::vector<float> mass_g() const;

 private:
  void build_map_source();
  void build_point_source();

  Case case_;
  PhysicsTables tables_;
  std::uint64_t seed_;
  std::uint64_t histories_per_batch_;
  std::vector<real> photon_majorant_;
  std::vector<double> cumulative_rows_;
  std::vector<std::uint32_t> cumulative_share_;
  std::vector<SourcePoint> points_;
  Vec3 beam_ = {};
};

/// Spectrum of a case: its own, the nuclide's, or one line for monoenergetic electrons.
std::vector<std::pair<double, double>> emitted_spectrum(const Source& source);
/// Where that spectrum comes from, in one line for provenance.
std::string emission_data(const Source& source);
/// Mean energy per decay of a case, MeV.
double mean_emitted_energy_MeV(const Source& source);
/// SHA-256 of the emitted spectrum, hex digits.
std::string emission_digest(const Source& source);

}  // namespace yttria
