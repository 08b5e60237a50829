// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace yttria::report {

/// The text of a file of engine/report/page/, which the build embeds. std::out_of_range for a name
/// that is not there.
std::string_view page_file(std::string_view name);

}  // namespace yttria::report
