// SPDX-License-Identifier: Apache-2.0
// Colour maps in which equal steps of the value look equally large. Each is a path through OKLab
// (B. Ottosson 2020, A perceptual color space for image processing,
// https://bottosson.github.io/posts/oklab), walked at constant speed: the distance between
// neighbouring colours in that space is the same all along. Colours outside of sRGB lose chroma
// until they fit. Lightness never falls along a sequential map, so that it reads in grey, too.
#pragma once

#include <array>
#include <cstdint>

namespace yttria::report {

using Rgb = std::array<std::uint8_t, 3>;  // sRGB
using ColourMap = std::array<Rgb, 256>;   // from the lowest value to the highest
using OkLab = std::array<double, 3>;      // lightness 0..1, a, b

const ColourMap& dose_colours();         // dark violet over red to pale yellow
const ColourMap& uncertainty_colours();  // dark blue over green to yellow
const ColourMap& difference_colours();   // blue, white in the middle, red; equally dark at the ends

OkLab oklab(const Rgb& colour);
/// Distance of two colours in OKLab.
double colour_distance(const Rgb& one, const Rgb& other);

}  // namespace yttria::report
