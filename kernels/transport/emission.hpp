// SPDX-License-Identifier: Apache-2.0
// The particles of a decay.
#pragma once

#include <cstdint>

#include "kernels/core/macros.hpp"
#include "kernels/physics/bremsstrahlung.hpp"
#include "kernels/physics/tables.hpp"
#include "kernels/transport/batch_sample.hpp"
#include "kernels/transport/flight.hpp"
#include "kernels/transport/history.hpp"
#include "kernels/transport/particle.hpp"
#include "kernels/transport/problem.hpp"
#include "kernels/transport/source.hpp"

namespace yttria::detail {

/// Energy of the emitted electron from one uniform number.
YTTRIA_HD inline EnergyQuanta sample_spectrum(const PhysicsTablesView& tables, std::uint32_t word) {
  const real u = uniform(word) * real(spectrum_nodes - 1);
  const int node = static_cast<int>(u);
  const std::uint64_t at = static_cast<std::uint64_t>(node);
  const EnergyQuanta energy = round_to_quanta(
      interpolate(tables.spectrum[at], tables.spectrum[at + 1], u - static_cast<real>(node)));
  return energy > 0 ? energy : 1;
}

/// Internal bremsstrahlung: in some decays a photon takes part of the electron's energy; its energy
/// is returned and the random numbers drawn for it, of which two are left for its direction, or 0.
template <class Tally>
YTTRIA_HD inline EnergyQuanta internal_photon(const History<Tally>& h, Particle& e, real u,
                                              RandomBlock& block) {
  const PhysicsTablesView& tables = h.problem.tables;
  if (tables.internal_probability.size() == 0 || e.energy <= tables.brems_cutoff) return 0;
  const energy_grid::Position at = energy_grid::locate(e.energy);
  const std::uint64_t node = static_cast<std::uint64_t>(at.index);
  const real probability = interpolate(tables.internal_probability[node],
                                       tables.internal_probability[node + 1], at.fraction);
  if (u >= probability) return 0;
  block = draw(e, h.problem.seed, h.id);
  return sample_photon_energy(tables.internal_photons, 0, tables.brems_cutoff, e.energy,
                              block.word[0], block.word[1]);
}

/// Starts the electron of a decay, and the photon of internal bremsstrahlung if there is one. Their
/// directions are taken as independent: the mean dose does not depend on their correlation.
template <class Tally>
YTTRIA_HD inline void emit(History<Tally>& h, Particle& e, real u) {
  RandomBlock block = {};
  const EnergyQuanta k = internal_photon(h, e, u, block);
  e.energy -= k;
  start_electron(h.problem, h.id, e);
  if (k == 0) return;
  const Vec3 direction = isotropic_direction(uniform(block.word[2]), uniform(block.word[3]));
  release_photon(h, e, born(e, ParticleKind::photon, k, direction));
}

/// Emits the electron of decay `h.id`, the history `index` of the batch.
template <class Tally>
YTTRIA_HD inline Particle begin_history(History<Tally>& h, const BatchSample& sample,
                                        std::uint64_t index) {
  const ProblemView& problem = h.problem;
  const EmissionWords words = emission_words(sample, index);
  const double fraction = (static_cast<double>(index) + sample.offset) /
                          static_cast<double>(problem.histories_per_batch);
  const SourcePoint origin =
      source_point(problem.source, problem.grid, fraction, words.x, words.y, words.z);

  Particle e = {};
  e.key = 1;
  e.voxel = origin.voxel;
  e.position_cm = origin.position_cm;
  e.direction = source_direction(problem.source, uniform(words.cosine), uniform(words.azimuth));
  e.energy = sample_spectrum(problem.tables, words.energy);
  e.material = problem.grid.material[problem.grid.linear(e.voxel)];
  enter_voxel(problem.grid, e);

  h.result.emitted += static_cast<std::uint64_t>(e.energy);
  ++h.result.particles;
  emit(h, e, uniform(words.photon));
  return e;
}

template <class Tally>
YTTRIA_HD inline Particle begin_history(History<Tally>& h) {
  const std::uint64_t batch = h.id / h.problem.histories_per_batch;
  return begin_history(h, batch_sample(h.problem.seed, batch),
                       h.id - batch * h.problem.histories_per_batch);
}

}  // namespace yttria::detail
