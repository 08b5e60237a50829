// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>

#include "engine/analysis/comparison.hpp"

namespace yttria {

/// Writes a comparison, format "yttria-comparison" 1.0:
///   attributes    reference, test (files), resampled (0 or 1), threshold_percent, maximum_Gy,
///                 warnings
///   /grid         of the reference
///   /difference   f4 [z][y][x], units "1", NaN where not given: local, global, z (if given), and
///                 gamma_1 gamma_2 ... with their criteria as attributes
///   /statistics   groups local, global, agreement, z
///   /roi/NAME     attributes reference_X test_X difference_X sigma_X of each figure X, figures of
///                 agreement, notes; table dvh
/// Atomically as write_dose does; `replace` permits an existing file.
void write_comparison(const std::filesystem::path& path, const Comparison& comparison,
                      bool replace);

}  // namespace yttria
