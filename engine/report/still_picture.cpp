// SPDX-License-Identifier: Apache-2.0
#include "engine/report/still_picture.hpp"

#include <algorithm>
#include <cmath>

#include "engine/report/base64.hpp"
#include "engine/report/png.hpp"

namespace yttria::report {

Rgb dose_over_density(double dose_Gy, double density_g_cm3, double full_scale_Gy) {
  constexpr double white_g_cm3 = 1.8, unknown_grey = 56, opacity = 0.85, opaque_from = 0.08;
  const double grey = std::isnan(density_g_cm3)
                          ? unknown_grey
                          : 255 * std::clamp(density_g_cm3 / white_g_cm3, 0.0, 1.0);
  const double part = std::isnan(dose_Gy) ? 0 : dose_Gy / full_scale_Gy;
  const double share = opacity * std::clamp(part / opaque_from, 0.0, 1.0);
  const Rgb& colour =
      dose_colours()[static_cast<std::size_t>(std::lround(255 * std::clamp(part, 0.0, 1.0)))];
  Rgb mixed;
  for (std::size_t i = 0; i < 3; ++i) {
    mixed[i] = static_cast<std::uint8_t>(std::lround(share * colour[i] + (1 - share) * grey));
  }
  return mixed;
}

std::string still_picture(const Plane& dose_Gy, const Plane& density_g_cm3, double full_scale_Gy) {
  std::vector<Rgb> pixels;
  pixels.reserve(dose_Gy.values.size());
  for (std::size_t i = 0; i < dose_Gy.values.size(); ++i) {
    pixels.push_back(dose_over_density(dose_Gy.values[i], density_g_cm3.values[i], full_scale_Gy));
  }
  return "data:image/png;base64," + base64(png(dose_Gy.width, dose_Gy.height, pixels));
}

}  // namespace yttria::report
