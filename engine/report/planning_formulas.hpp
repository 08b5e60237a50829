// SPDX-License-Identifier: Apache-2.0
// The formulas of the clinical quantities, for the page and for its JSON.
#pragma once

namespace yttria::report {

inline constexpr const char* activity_formula = "A = N ln2 / T, N decays of the map in the region";
inline constexpr const char* tumour_to_normal_formula =
    "R = (A_tumour / m_tumour) / (A_normal / m_normal)";
inline constexpr const char* lung_shunt_formula =
    "L = A_lung / (A_lung + A_liver), liver with tumours";
inline constexpr const char* dose_per_concentration_formula = "k = E T / ln2";

}  // namespace yttria::report
