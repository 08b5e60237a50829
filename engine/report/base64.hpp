// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace yttria::report {

/// RFC 4648, section 4, with padding and without line breaks.
std::string base64(const std::vector<std::uint8_t>& bytes);

}  // namespace yttria::report
