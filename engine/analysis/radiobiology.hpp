// SPDX-License-Identifier: Apache-2.0
// Doses as tissue is thought to feel them. Every parameter is the caller's: none has a default, and
// no value is right for all tissues. Means are over the volume: each voxel with mass counts once.
#pragma once

#include <optional>
#include <vector>

#include "engine/result/estimate.hpp"
#include "engine/result/roi_doses.hpp"

namespace yttria {

/// Linear-quadratic tissue under a dose rate that decays exponentially, once, to nothing.
struct BiologicalEffect {
  double alpha_beta_Gy = 0;
  double repair_half_time_h = 0;     // of sublethal damage, mono-exponential
  double effective_half_life_h = 0;  // of the dose rate; microspheres stay: that of the nuclide
};

/// Biologically effective dose of an absorbed dose, Gy:
///   BED = D (1 + D / (alpha/beta) T_rep / (T_rep + T_eff))
/// Dale 1985, doi:10.1259/0007-1285-58-690-515. The last fraction is the Lea-Catcheside factor
/// G = 2/D^2 int R(t) int_0^t R(u) exp(-mu (t-u)) du dt = lambda / (lambda + mu)
/// of R(t) = lambda D exp(-lambda t), with lambda = ln2 / T_eff and mu = ln2 / T_rep.
double biologically_effective_dose_Gy(double dose_Gy, const BiologicalEffect& effect);

/// Generalised equivalent uniform dose, Gy: (mean D^a)^(1/a), a not 0 (Niemierko 1999, Med Phys 26,
/// 1100, abstract). a = 1 is the mean, large a the maximum, large negative a the minimum. 0 for
/// a < 0 and any dose of 0. At least one dose.
double generalised_uniform_dose_Gy(const std::vector<float>& dose_Gy, double a);

/// The uniform BED, Gy, that as many cells survive as this distribution (Jones and Hoban 2000, Phys
/// Med Biol 45, 159; O'Donoghue 1999, J Nucl Med 40, 1337):
///   EUBED = -ln(mean exp(-alpha BED)) / alpha, alpha above 0 (limit 0: the mean BED)
/// At least one dose.
double uniform_effective_dose_Gy(const std::vector<float>& dose_Gy, const BiologicalEffect& effect,
                                 double alpha_per_Gy);

/// What is asked for: nothing until it is.
struct RadiobiologyChoice {
  std::optional<BiologicalEffect> effect;
  std::optional<double> alpha_per_Gy;  // only with `effect`
  std::vector<double> gEUD_a;
};

struct Radiobiology {
  Estimate BED_mean, BED_min, BED98, BED50, BED2, BED_max;  // Gy; with `effect`
  Estimate EUBED;                                           // Gy; with alpha
  std::vector<Estimate> gEUD;                               // Gy, one for each a
};

/// Of one region; what was not asked for, and everything without mass, is NaN.
Radiobiology radiobiology(const RoiDoses& doses, const RadiobiologyChoice& choice);

}  // namespace yttria
