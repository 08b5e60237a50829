// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/analysis/comparison.hpp"
#include "engine/report/html.hpp"

namespace yttria::report {

/// Bland and Altman's plot (1986, doi:10.1016/S0140-6736(86)90837-8): differences of test and
/// reference against their mean, with bias and limits of agreement, which are of all judged
/// voxels; at most 1500 of them, evenly chosen, are drawn.
Html agreement_plot(const Comparison& comparison, const DoseMap& reference);

}  // namespace yttria::report
