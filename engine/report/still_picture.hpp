// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/report/colour_map.hpp"
#include "engine/report/plane.hpp"

namespace yttria::report {

/// The colour of a picture element: density in grey, 0 to 1.8 g/cm3, a dark grey where it is not
/// known; the dose over it in its colours, fully (85 %) from 8 % of the full scale on and fading
/// out below, so that the anatomy shows where there is little. The page's script has the same
/// formula.
Rgb dose_over_density(double dose_Gy, double density_g_cm3, double full_scale_Gy);

/// A slice in these colours, as the file that the page embeds: "data:image/png;base64,...".
std::string still_picture(const Plane& dose_Gy, const Plane& density_g_cm3, double full_scale_Gy);

}  // namespace yttria::report
