// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace yttria {

/// A number as a DICOM Decimal String: at most 16 characters (PS3.5 section 6.2, DS) and at most 12
/// significant digits, so that 500 mm are right to a nanometre and 0.1 + 0.2 is written as 0.3.
std::string decimal_string(double value);

/// A new unique identifier, 2.25 and a random UUID as a decimal number (PS3.5 annex B.2): it tells
/// nothing of the machine that made it.
std::string new_dicom_uid();

/// Whether it is one: digits and points, at most 64 characters, no component with a leading 0
/// (PS3.5 section 9.1).
bool is_dicom_uid(const std::string& text);

}  // namespace yttria
