// SPDX-License-Identifier: Apache-2.0
#include "engine/exchange/dicom_text.hpp"

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dcspchrs.h>
#include <dcmtk/dcmdata/dctk.h>

#include <algorithm>

#include "engine/exchange/utf8.hpp"

namespace yttria {

namespace {

/// No byte above ASCII, and no escape sequence to another set.
bool is_ascii(const std::string& text) {
  return std::none_of(text.begin(), text.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte >= 0x80 || byte == 0x1B;
  });
}

/// Sets without escape sequences to others (PS3.3, table C.12-5).
bool is_whole_unicode(const std::string& character_set) {
  return character_set == "ISO_IR 192" || character_set == "GB18030" || character_set == "GBK";
}

}  // namespace

std::string character_set_of(DcmItem& item) {
  for (DcmItem* at = &item; at != nullptr; at = at->getParentItem()) {
    OFString set;
    if (at->findAndGetOFStringArray(DCM_SpecificCharacterSet, set).good() && !set.empty()) {
      return {set.c_str(), set.length()};
    }
  }
  return "";
}

std::optional<std::string> text_as_utf8(const std::string& text, const std::string& character_set) {
  if (is_ascii(text)) return text;
  if (character_set.empty()) return std::nullopt;
  DcmSpecificCharacterSet converter;
  const OFString from(text.data(), text.size());
  OFString converted;
  if (converter.selectCharacterSet(OFString(character_set.data(), character_set.size())).bad() ||
      converter.convertString(from, converted, "\\").bad()) {
    return std::nullopt;
  }
  std::string result(converted.c_str(), converted.length());
  // What a converter leaves as it was: an escape sequence to a set that was not declared.
  const bool has_escape = result.find('\x1B') != std::string::npos;
  if ((has_escape && !is_whole_unicode(character_set)) || well_formed_utf8(result) != result) {
    return std::nullopt;
  }
  return result;
}

}  // namespace yttria
