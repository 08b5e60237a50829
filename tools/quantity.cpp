// SPDX-License-Identifier: Apache-2.0
#include "tools/quantity.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <initializer_list>
#include <optional>

#include "engine/error.hpp"

namespace yttria {

namespace {

[[noreturn]] void refuse(const std::string& flag, const std::string& word,
                         const std::string& wanted) {
  throw InputError(flag + " '" + word + "': " + wanted);
}

/// Locale-independent; the whole word must be the number.
template <class T>
std::optional<T> number(const std::string& word) {
  T value{};
  const char* end = word.data() + word.size();
  const auto [rest, error] = std::from_chars(word.data(), end, value);
  if (error != std::errc() || rest != end || word.empty()) return std::nullopt;
  if constexpr (std::is_floating_point_v<T>) {
    if (!std::isfinite(value)) return std::nullopt;
  }
  return value;
}

std::vector<std::string> split(const std::string& word, char separator) {
  std::vector<std::string> parts(1);
  for (const char c : word) {
    if (c == separator) {
      parts.emplace_back();
    } else {
      parts.back() += c;
    }
  }
  return parts;
}

struct TimeUnit {
  const char* name;
  double size;
};

/// A time above 0, in the unit whose size is 1.
std::optional<double> timed(const std::string& word, std::initializer_list<TimeUnit> units) {
  const std::size_t end = word.find_last_of("0123456789.");
  const std::string unit = end == std::string::npos ? word : word.substr(end + 1);
  const auto value = number<double>(word.substr(0, word.size() - unit.size()));
  for (const TimeUnit& known : units) {
    if (unit == known.name && value && *value > 0) return *value * known.size;
  }
  return std::nullopt;
}

/// The word less a unit at its end; as it is when that is not there.
std::string without(const std::string& word, const std::string& unit) {
  return word.ends_with(unit) ? word.substr(0, word.size() - unit.size()) : word;
}

}  // namespace

std::uint64_t parse_count(const std::string& flag, const std::string& word) {
  if (const auto whole = number<std::uint64_t>(word); whole && *whole > 0) return *whole;
  const auto value = number<double>(word);
  if (!value || *value < 1 || *value > 0x1p53 || *value != std::floor(*value)) {
    refuse(flag, word, "give a whole number of at least 1, such as 2500000 or 1e7");
  }
  return static_cast<std::uint64_t>(*value);
}

std::uint64_t parse_seed(const std::string& flag, const std::string& word) {
  if (const auto whole = number<std::uint64_t>(word)) return *whole;
  refuse(flag, word, "give a whole number from 0 to 18446744073709551615");
}

double parse_seconds(const std::string& flag, const std::string& word) {
  if (const auto seconds = timed(word, {{"", 1}, {"s", 1}, {"min", 60}, {"h", 3600}})) {
    return *seconds;
  }
  refuse(flag, word, "give a time above 0 with its unit, such as 30s, 10min or 2h");
}

double parse_hours(const std::string& flag, const std::string& word) {
  if (const auto hours = timed(word, {{"min", 1.0 / 60}, {"h", 1}, {"d", 24}})) return *hours;
  refuse(flag, word, "give a time above 0 with its unit, such as 90min, 1.5h or 2.67d");
}

std::vector<double> parse_numbers(const std::string& flag, const std::string& word, double lowest,
                                  double highest, const std::string& wanted) {
  std::vector<double> values;
  for (const std::string& part : split(word, ',')) {
    const auto value = number<double>(part);
    if (!value || *value < lowest || *value > highest) {
      refuse(flag, word, "'" + part + "' is none; give " + wanted);
    }
    values.push_back(*value);
  }
  return values;
}

double parse_positive(const std::string& flag, const std::string& word) {
  const auto value = number<double>(word);
  if (value && *value > 0) return *value;
  refuse(flag, word, "give a number above 0");
}

Goal parse_goal(const std::string& flag, const std::string& word) {
  const std::size_t equals = word.rfind('=');
  if (equals != std::string::npos && equals > 0) {
    const auto percent = number<double>(word.substr(equals + 1));
    if (percent && *percent > 0) return {word.substr(0, equals), *percent};
  }
  refuse(flag, word, "give NAME=PERCENT, such as liver=0.5 or max50=2 (1 means 1 %)");
}

BatchRange parse_batches(const std::string& flag, const std::string& word) {
  const auto parts = split(word, ':');
  if (parts.size() == 2) {
    const auto first = number<std::uint64_t>(parts[0]), last = number<std::uint64_t>(parts[1]);
    if (first && last && *first < *last) return {*first, *last};
  }
  refuse(flag, word, "give A:B with A below B; batches A to B-1 are computed, the first is 0");
}

std::array<double, 2> parse_interval(const std::string& flag, const std::string& word) {
  const auto parts = split(word, ':');
  if (parts.size() == 2) {
    const auto low = number<double>(parts[0]), high = number<double>(parts[1]);
    if (low && high && *low <= *high) return {*low, *high};
  }
  refuse(flag, word, "give MIN:MAX, such as 0.5:2");
}

std::array<std::int64_t, 3> parse_voxels(const std::string& flag, const std::string& word) {
  std::array<std::int64_t, 3> shape{};
  const auto parts = split(word, ',');
  for (std::size_t axis = 0; axis < 3; ++axis) {
    const auto count =
        number<std::int64_t>(parts.size() == 1 ? parts[0] : parts[axis % parts.size()]);
    if ((parts.size() != 1 && parts.size() != 3) || !count || *count < 1) {
      refuse(flag, word, "give one number of voxels, or three: x,y,z");
    }
    shape[axis] = *count;
  }
  return shape;
}

std::array<double, 3> parse_spacing(const std::string& flag, const std::string& word) {
  std::array<double, 3> edges_mm{};
  const auto parts = split(word, ',');
  for (std::size_t axis = 0; axis < 3; ++axis) {
    const auto edge = number<double>(parts.size() == 1 ? parts[0] : parts[axis % parts.size()]);
    if ((parts.size() != 1 && parts.size() != 3) || !edge || !(*edge > 0)) {
      refuse(flag, word, "give one edge in mm, or three: x,y,z");
    }
    edges_mm[axis] = *edge;
  }
  return edges_mm;
}

DeviceList parse_devices(const std::string& flag, const std::string& word) {
  DeviceList devices;
  for (const std::string& part : split(word, ',')) {
    const auto device = number<int>(part);
    if (part == "cpu") {
      devices.cpu = true;
    } else if (device && *device >= 0) {
      devices.cuda.push_back(*device);
    } else {
      refuse(flag, word, "give device numbers, such as 0 or 0,1, and cpu to compute there as well");
    }
  }
  return devices;
}

std::vector<double> parse_energies_MeV(const std::string& flag, const std::string& word,
                                       double lowest_MeV, double highest_MeV) {
  std::vector<double> energies;
  for (const std::string& part : split(word, ',')) {
    const auto energy = number<double>(part);
    if (!energy || *energy < lowest_MeV || *energy > highest_MeV) {
      refuse(flag, word,
             fmt::format("'{}' is no energy from {:g} to {:g} MeV; give some, such as 0.01,0.1,1",
                         part, lowest_MeV, highest_MeV));
    }
    energies.push_back(*energy);
  }
  std::sort(energies.begin(), energies.end());
  return energies;
}

GammaCriterion parse_gamma(const std::string& flag, const std::string& word) {
  const auto parts = split(word, '/');
  if (parts.size() == 2) {
    const auto dose = number<double>(without(parts[0], "%"));
    const auto distance = number<double>(without(parts[1], "mm"));
    if (dose && distance && *dose > 0 && *distance > 0) return {*dose, *distance};
  }
  refuse(flag, word, "give DOSE%/DISTANCEmm, both above 0, such as 2%/2mm");
}

double parse_percent(const std::string& flag, const std::string& word) {
  const auto percent = number<double>(without(word, "%"));
  if (percent && *percent >= 0 && *percent <= 100) return *percent;
  refuse(flag, word, "give a percentage from 0 to 100, such as 10%");
}

SlabPhantom::Layer parse_layer(const std::string& flag, const std::string& word) {
  auto parts = split(word, ':');
  SlabPhantom::Layer layer{parts[0], 0, {}, false};
  if (parts.size() > 2 && parts.back() == "source") {
    layer.source = true;
    parts.pop_back();
  }
  const auto thickness = parts.size() > 1 ? number<double>(parts[1]) : std::nullopt;
  const auto density = parts.size() == 3 ? number<double>(parts[2]) : std::nullopt;
  if (!thickness || (parts.size() == 3) != density.has_value() || parts.size() > 3) {
    refuse(flag, word,
           "give MATERIAL:THICKNESS_MM, then :DENSITY_G_CM3 and :source if wanted, such as "
           "water:12, lung:5:0.3 or water:1:source");
  }
  layer.thickness_mm = *thickness;
  layer.density_g_cm3 = density;
  return layer;
}

std::pair<std::string, std::filesystem::path> parse_named_path(const std::string& flag,
                                                               const std::string& word) {
  const std::size_t equals = word.find('=');
  if (equals == std::string::npos || equals == 0 || equals + 1 == word.size()) {
    refuse(flag, word, "give NAME=PATH, such as liver=masks/liver");
  }
  return {word.substr(0, equals), word.substr(equals + 1)};
}

std::pair<std::string, double> parse_named_number(const std::string& flag,
                                                  const std::string& word) {
  const std::size_t equals = word.rfind('=');
  if (equals != std::string::npos && equals > 0) {
    if (const auto value = number<double>(word.substr(equals + 1))) {
      if (flag != "--uptake" || *value >= 0) return {word.substr(0, equals), *value};
    }
  }
  refuse(flag, word, "give NAME=NUMBER, such as liver=1");
}

std::pair<std::string, RoiRole> parse_role(const std::string& flag, const std::string& word) {
  const std::size_t equals = word.rfind('=');
  if (equals != std::string::npos && equals > 0) {
    const std::string role = word.substr(equals + 1);
    for (const RoiRole known :
         {RoiRole::tumour, RoiRole::normal_liver, RoiRole::lung, RoiRole::other}) {
      if (role == to_string(known)) return {word.substr(0, equals), known};
    }
  }
  refuse(flag, word, "give PATTERN=tumour, =normal_liver, =lung or =other, such as *tumor*=tumour");
}

Moment parse_moment(const std::string& flag, const std::string& word) {
  if (const auto moment = written_moment(word)) return *moment;
  refuse(flag, word, "give date and time, such as \"2024-01-31 14:30:00\"");
}

}  // namespace yttria
