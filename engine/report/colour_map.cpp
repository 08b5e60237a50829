// SPDX-License-Identifier: Apache-2.0
#include "engine/report/colour_map.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

namespace yttria::report {

namespace {

/// A point of a path: lightness, chroma, hue in degrees.
struct Node {
  double lightness, chroma, hue;
};
using Path = std::vector<OkLab>;

constexpr std::size_t steps_per_node = 400;

std::array<double, 3> linear_srgb(const OkLab& lab) {
  const auto cube = [](double x) { return x * x * x; };
  const double l = cube(lab[0] + 0.3963377774 * lab[1] + 0.2158037573 * lab[2]);
  const double m = cube(lab[0] - 0.1055613458 * lab[1] - 0.0638541728 * lab[2]);
  const double s = cube(lab[0] - 0.0894841775 * lab[1] - 1.2914855480 * lab[2]);
  return {4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
          -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
          -0.0041960863 * l - 0.7034186147 * m + 1.7076147010 * s};
}

bool displayable(const OkLab& lab) {
  const auto rgb = linear_srgb(lab);
  return std::all_of(rgb.begin(), rgb.end(), [](double c) { return c >= 0 && c <= 1; });
}

/// The same lightness and hue with as much chroma as sRGB has.
OkLab fitted(const OkLab& lab) {
  if (displayable(lab)) return lab;
  double fits = 0, too_much = 1;
  for (int i = 0; i < 40; ++i) {
    const double half = (fits + too_much) / 2;
    (displayable({lab[0], half * lab[1], half * lab[2]}) ? fits : too_much) = half;
  }
  return {lab[0], fits * lab[1], fits * lab[2]};
}

Rgb srgb(const OkLab& lab) {
  const auto linear = linear_srgb(lab);
  Rgb colour;
  for (std::size_t i = 0; i < 3; ++i) {
    const double c = std::clamp(linear[i], 0.0, 1.0);
    const double gamma = c <= 0.0031308 ? 12.92 * c : 1.055 * std::pow(c, 1 / 2.4) - 0.055;
    colour[i] = static_cast<std::uint8_t>(std::lround(255 * gamma));
  }
  return colour;
}

double distance(const OkLab& a, const OkLab& b) {
  return std::hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]);
}

/// Straight in lightness, chroma and hue from node to node, in many small steps.
Path path_through(const std::vector<Node>& nodes) {
  Path path;
  for (std::size_t i = 0; i + 1 < nodes.size(); ++i) {
    for (std::size_t k = 0; k <= steps_per_node; ++k) {
      const double t = static_cast<double>(k) / steps_per_node;
      const auto mix = [&](double Node::*of) {
        return (1 - t) * nodes[i].*of + t * nodes[i + 1].*of;
      };
      const double hue = mix(&Node::hue) * std::acos(-1.0) / 180, chroma = mix(&Node::chroma);
      path.push_back(
          fitted({mix(&Node::lightness), chroma * std::cos(hue), chroma * std::sin(hue)}));
    }
  }
  return path;
}

/// Colours first to last of a map, at equal distances along a path.
void walk(const Path& path, ColourMap& map, std::size_t first, std::size_t last) {
  std::vector<double> way(path.size(), 0);
  for (std::size_t i = 1; i < path.size(); ++i)
    way[i] = way[i - 1] + distance(path[i], path[i - 1]);
  std::size_t at = 0;
  for (std::size_t colour = first; colour <= last; ++colour) {
    const double wanted =
        way.back() * static_cast<double>(colour - first) / static_cast<double>(last - first);
    while (at + 1 < path.size() && way[at] < wanted) ++at;
    map[colour] = srgb(path[at]);
  }
}

ColourMap sequential(const std::vector<Node>& nodes) {
  ColourMap map;
  walk(path_through(nodes), map, 0, 255);
  return map;
}

}  // namespace

const ColourMap& dose_colours() {
  static const ColourMap map = sequential({{0.16, 0.08, 285},
                                           {0.36, 0.19, 300},
                                           {0.54, 0.21, 355},
                                           {0.68, 0.20, 400},
                                           {0.82, 0.17, 435},
                                           {0.97, 0.09, 465}});
  return map;
}

const ColourMap& uncertainty_colours() {
  static const ColourMap map = sequential({{0.24, 0.10, 290},
                                           {0.42, 0.10, 260},
                                           {0.58, 0.10, 205},
                                           {0.74, 0.14, 160},
                                           {0.92, 0.18, 108}});
  return map;
}

const ColourMap& difference_colours() {
  static const ColourMap map = [] {
    ColourMap both;
    walk(path_through({{0.36, 0.15, 262}, {0.64, 0.13, 250}, {0.97, 0.005, 250}}), both, 0, 128);
    walk(path_through({{0.97, 0.005, 40}, {0.64, 0.18, 32}, {0.36, 0.15, 25}}), both, 128, 255);
    return both;
  }();
  return map;
}

OkLab oklab(const Rgb& colour) {
  std::array<double, 3> c;
  for (std::size_t i = 0; i < 3; ++i) {
    const double v = colour[i] / 255.0;
    c[i] = v <= 0.04045 ? v / 12.92 : std::pow((v + 0.055) / 1.055, 2.4);
  }
  const double l = std::cbrt(0.4122214708 * c[0] + 0.5363325363 * c[1] + 0.0514459929 * c[2]);
  const double m = std::cbrt(0.2119034982 * c[0] + 0.6806995451 * c[1] + 0.1073969566 * c[2]);
  const double s = std::cbrt(0.0883024619 * c[0] + 0.2817188376 * c[1] + 0.6299787005 * c[2]);
  return {0.2104542553 * l + 0.7936177850 * m - 0.0040720468 * s,
          1.9779984951 * l - 2.4285922050 * m + 0.4505937099 * s,
          0.0259040371 * l + 0.7827717662 * m - 0.8086757660 * s};
}

double colour_distance(const Rgb& one, const Rgb& other) {
  return distance(oklab(one), oklab(other));
}

}  // namespace yttria::report
