// SPDX-License-Identifier: Apache-2.0
// The whole shunt goes into the lungs of the case. Where the CT holds a part of them only, that
// part gets what belongs to all of them: a dose too high by the ratio of the masses.
#pragma once

#include <string>
#include <vector>

#include "engine/case/case.hpp"
#include "engine/exchange/image.hpp"
#include "engine/exchange/import_options.hpp"

namespace yttria {

/// Records mass and cut faces of the lungs that --lung-shunt fills, and warns when they reach a
/// face of the CT or are lighter than lungs are. Nothing without a shunt or with --lungs outside.
void tell_shunted_lungs(const ImportOptions& options, const CtImage& ct,
                        const std::vector<ImageRegion>& regions, const Case& problem,
                        Record& record, std::vector<std::string>& warnings);

}  // namespace yttria
