// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "engine/report/colour_map.hpp"

namespace yttria::report {

/// A PNG file of these pixels (8 bits per colour, row by row from the top). RunError when the
/// library fails.
std::vector<std::uint8_t> png(std::int64_t width, std::int64_t height,
                              const std::vector<Rgb>& pixels);

}  // namespace yttria::report
