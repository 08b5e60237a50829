// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace yttria {

/// Standard atomic weight, g/mol. Throws InputError that names an element without data.
double atomic_weight(int Z);

}  // namespace yttria
