// SPDX-License-Identifier: Apache-2.0
// Doses and activities by the models that treatments with microspheres are planned with. All assume
// that energy stays where it is emitted, evenly spread over a compartment, and that nothing washes
// out. With N decays of mean energy E in a mass m the dose is N E / m; with A = N ln2 / T this is
// k A / m, k = E T / ln2 (49.67 Gy kg/GBq for Y-90 in much of the literature, 50 for short).
//
//   MIRD one compartment   liver with its tumours: D = k A_liver / m_liver
//   partition model        Ho et al. 1996, Eur J Nucl Med 23, 947-952,
//                          doi:10.1007/BF01084369; from images Kao et al. 2012, J Nucl Med 53,
//                          559-566, doi:10.2967/jnumed.111.097469: with the activity A of liver
//                          and lungs, L the lung shunt fraction, R the tumour-to-normal ratio of
//                          activity per mass,
//                            D_normal = k A (1 - L) / (R m_tumour + m_normal),
//                            D_tumour = R D_normal,   D_lung = k A L / m_lung
//   body surface area      resin: A = BSA - 0.2 + V_tumour / V_liver (GBq, m2), V_liver with
//                          tumours; BSA = 0.20247 h^0.725 w^0.425 (m, kg; Du Bois and Du Bois
//                          1916). Lau et al. 2012, doi:10.1016/j.ijrobp.2010.08.015; compared with
//                          the partition model by Kao et al. 2011, doi:10.1007/s12149-011-0499-6
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/analysis/compartments.hpp"

namespace yttria {

enum class MicrosphereDevice { resin, glass };

struct PlanningChoice {
  std::optional<MicrosphereDevice> device;
  std::optional<double> height_cm, weight_kg;  // both or neither, only for resin
  std::optional<double> lung_mass_g;           // used beside the case's own and 1000 g
};

/// Mean dose of a compartment as a model has it.
struct ModelDose {
  std::string model;
  const Compartment Compartments::*where;
  double mass_g;
  double dose_Gy;
};

struct SurfaceAreaModel {
  double body_surface_m2;
  double activity_GBq;
};

struct Planning {
  Compartments compartments;
  std::optional<MicrosphereDevice> device;
  std::string nuclide;
  double energy_per_decay_MeV = 0;
  double half_life_h = 0;                     // 0: no nuclide, so no activities
  double Gy_kg_per_GBq = 0;                   // k; 0 without half-life
  std::optional<double> tumour_to_normal;     // activity per mass
  std::optional<double> lung_shunt_fraction;  // lung over lung and liver with tumours
  std::vector<ModelDose> doses;
  std::optional<SurfaceAreaModel> surface_area;
  std::vector<std::string> not_computed;  // what, and why

  /// At time zero; NaN without half-life.
  double activity_GBq(double decays) const;
};

/// Throws InputError for a choice that contradicts itself.
Planning plan_treatment(const Case& problem, const PlanningChoice& choice);

}  // namespace yttria
