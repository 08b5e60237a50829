// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "engine/result/dose.hpp"

namespace yttria {

/// Whether no batch of the plan is missing, however they came together; more of them do no harm.
/// Without a known plan (0: a goal decides) what was complete stays so with whatever is added.
bool is_complete(const std::vector<BatchRange>& batches, std::uint64_t planned, bool was_complete);

/// Adds `part` to `whole`, exactly. Throws InputError that names the first field that differs or
/// the batches both contain; then `whole` is unchanged. `names` are for the messages.
void merge_into(Dose& whole, const Dose& part, const std::string& whole_name,
                const std::string& part_name);

}  // namespace yttria
