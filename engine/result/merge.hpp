// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "engine/result/dose.hpp"

namespace yttria {

/// Adds `part` to `whole`, exactly. Throws InputError that names the first field that differs or
/// the batches both contain; then `whole` is unchanged. `names` are for the messages.
void merge_into(Dose& whole, const Dose& part, const std::string& whole_name,
                const std::string& part_name);

}  // namespace yttria
