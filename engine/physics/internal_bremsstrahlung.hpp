// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

namespace yttria {

/// Internal bremsstrahlung of beta decay: the photon that the sudden appearance of the electron
/// sets free (Knipp & Uhlenbeck 1936, doi:10.1016/S0031-8914(36)80008-1; Bloch 1936,
/// doi:10.1103/PhysRev.50.272). Per decay whose electron would have the total energy W_e, with
/// W = W_e - k and units m = c = 1,
///   phi(W_e, k) = alpha / (pi p_e k) [ (W_e^2 + W^2)/W_e ln(W + p) - 2 p ].
/// The photon takes its energy from the electron. Allowed shape, no Coulomb correction: these
/// change the high-energy end of forbidden decays such as Y-90's by tens of percent.
double internal_photons_per_decay_MeV(double T_MeV, double k_MeV);  // phi, per MeV

/// Mean number of photons with k >= kc of a decay with kinetic energy T.
double internal_photons_per_decay(double T_MeV, double kc_MeV);

/// Cumulative distribution at `nodes` equidistant values of ln(k/kc)/ln(T/kc), first 0, last 1;
/// T > kc.
std::vector<double> internal_photon_cumulative(double T_MeV, double kc_MeV, int nodes);

}  // namespace yttria
