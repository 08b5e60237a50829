// SPDX-License-Identifier: Apache-2.0
// Text of DICOM attributes in the character set that the data set or an item of it declares (PS3.3,
// section C.12.1.1.2), attribute by attribute: one that is damaged must not spoil the others.
#pragma once

#include <optional>
#include <string>

class DcmItem;

namespace yttria {

/// SpecificCharacterSet of an item, or of what it lies in: all its values; empty: there is none,
/// which is ASCII.
std::string character_set_of(DcmItem& item);

/// As UTF-8; empty when the set is unknown, or the text is none in it.
std::optional<std::string> text_as_utf8(const std::string& text, const std::string& character_set);

}  // namespace yttria
