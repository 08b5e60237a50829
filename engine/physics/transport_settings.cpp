// SPDX-License-Identifier: Apache-2.0
#include "engine/physics/transport_settings.hpp"

#include <fmt/format.h>

#include <cmath>

#include "engine/error.hpp"

namespace yttria {

namespace {

constexpr double coarse_voxel_mm = 2;

TransportSettings preset_settings(const std::string& name, double smallest_voxel_mm) {
  TransportSettings s;
  s.preset = name;
  if (name == "reference") return s;
  if (name != "clinical") {
    throw InputError("--preset '" + name + "': unknown; use reference or clinical");
  }
  const bool coarse = smallest_voxel_mm >= coarse_voxel_mm;
  s.electron_cutoff_keV = coarse ? 100 : 50;
  s.moller_keV = coarse ? 50 : 20;
  s.photon_cutoff_keV = 10;
  s.brems_keV = 10;
  s.hinge_g = 0.5;
  s.hinge_path_g_cm2 = coarse ? 0.03 : 0.01;
  return s;
}

struct Range {
  const char* flag;
  double TransportSettings::*field;
  double lowest, highest;
};

/// The tables start at 1 keV; beyond the upper ends nothing is left of condensed history.
constexpr Range ranges[] = {
    {"--electron-cutoff-keV", &TransportSettings::electron_cutoff_keV, 1, 1000},
    {"--photon-cutoff-keV", &TransportSettings::photon_cutoff_keV, 1, 1000},
    {"--moller-keV", &TransportSettings::moller_keV, 1, 1000},
    {"--brems-keV", &TransportSettings::brems_keV, 1, 1000},
    {"--hinge-g", &TransportSettings::hinge_g, 1e-3, 1},
    {"--hinge-path", &TransportSettings::hinge_path_g_cm2, 1e-4, 10},
};

}  // namespace

double TransportSettings::hinge_step(double kappa1_cm2_g) const {
  const double ratio = kappa1_cm2_g * hinge_path_g_cm2 / hinge_g;
  const double square = ratio * ratio;
  return hinge_g * ratio / std::sqrt(std::sqrt(1 + square * square));
}

TransportSettings TransportChoice::settings(double smallest_voxel_mm) const {
  TransportSettings s = preset_settings(preset, smallest_voxel_mm);
  for (const auto& [field, value] : overrides) s.*field = value;
  for (const auto& [field, value] : switches) s.*field = value;
  for (const Range& range : ranges) {
    const double value = s.*range.field;
    if (value >= range.lowest && value <= range.highest) continue;
    throw InputError(fmt::format("{} {}: give a value from {} to {}", range.flag, value,
                                 range.lowest, range.highest));
  }
  return s;
}

}  // namespace yttria
