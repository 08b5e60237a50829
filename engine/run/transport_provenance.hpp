// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/physics/transport_settings.hpp"
#include "engine/result/dose.hpp"

namespace yttria {

/// The settings in force, as the provenance of doses and kernels records them.
Provenance transport_provenance(const TransportSettings& settings);

}  // namespace yttria
