// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "kernels/physics/tables.hpp"

namespace yttria {

/// Throws RunError when a table holds a value that is no finite number: histories that look it up
/// would lose their energy, or never end.
void require_finite(PhysicsTablesView tables);

}  // namespace yttria
