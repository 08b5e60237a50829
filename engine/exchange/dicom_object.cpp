// SPDX-License-Identifier: Apache-2.0
// With dicom_text.cpp the only translation unit of the import with DCMTK.
#include "engine/exchange/dicom_object.hpp"

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dcrledrg.h>
#include <dcmtk/dcmdata/dctk.h>
#include <dcmtk/dcmjpeg/djdecode.h>
#include <dcmtk/dcmjpls/djdecode.h>
#include <dcmtk/oflog/oflog.h>
#include <fmt/format.h>

#include <charconv>
#include <cmath>
#include <fstream>

#include "engine/child_notes.hpp"
#include "engine/error.hpp"
#include "engine/exchange/dicom_text.hpp"
#include "engine/exchange/utf8.hpp"

namespace yttria {

struct DicomObject::Parsed {
  DcmFileFormat format;
};

namespace {

constexpr const char* absent =
    "is missing or empty, and nothing can stand for it; export the object again, with all that the "
    "standard demands of it";

DcmTagKey key(const DicomTag& tag) {
  return {tag.group, tag.element};
}
DcmItem& item_of(void* item) {
  return *static_cast<DcmItem*>(item);
}

/// Decoders are registered once; what DCMTK would print is in the errors thrown here.
void prepare_dcmtk() {
  static const bool ready = [] {
    OFLog::configure(OFLogger::OFF_LOG_LEVEL);
    // Text of 64 KiB and more, as of long contours, comes as UN (PS3.5, section 6.2.2).
    dcmEnableUnknownVRConversion.set(OFTrue);
    DcmRLEDecoderRegistration::registerCodecs();
    DJDecoderRegistration::registerCodecs();
    DJLSDecoderRegistration::registerCodecs();
    return true;
  }();
  static_cast<void>(ready);
  if (!dcmDataDict.isDictionaryLoaded()) {
    throw InputError(
        "the DICOM data dictionary (dicom.dic of DCMTK) was not found; install libdcmtk17, or name "
        "the file in the environment variable DCMDICTPATH");
  }
}

DcmElement* find(void* item, const DicomTag& tag) {
  DcmElement* element = nullptr;
  if (item_of(item).findAndGetElement(key(tag), element).bad()) return nullptr;
  return element;
}

std::vector<std::string> split_values(const std::string& joined) {
  std::vector<std::string> parts(1);
  for (const char c : joined) {
    if (c == '\\') {
      parts.emplace_back();
    } else {
      parts.back() += c;
    }
  }
  return parts;
}

std::string trimmed(const std::string& text) {
  const char* blanks = " \t\r\n";
  const std::size_t first = text.find_first_not_of(blanks);
  if (first == std::string::npos || text[first] == '\0') return "";
  const std::string_view kept = std::string_view(text).substr(0, text.find('\0'));
  return std::string(kept.substr(first, kept.find_last_not_of(blanks) - first + 1));
}

/// A text as it is in the file, without padding; absent when nothing is left.
std::optional<std::string> stored_text(void* item, const DicomTag& tag) {
  DcmElement* element = find(item, tag);
  OFString joined;
  if (element == nullptr || element->getOFStringArray(joined).bad()) return std::nullopt;
  std::string value = trimmed(std::string(joined.c_str(), joined.length()));
  if (value.empty()) return std::nullopt;
  return value;
}

/// Decimal and integer strings, independent of the locale.
std::optional<double> parsed_number(const std::string& word) {
  const std::string text = trimmed(word);
  const char* begin = text.data() + (text.starts_with('+') ? 1 : 0);
  const char* end = text.data() + text.size();
  double value = 0;
  const auto [rest, error] = std::from_chars(begin, end, value);
  if (error != std::errc() || rest != end || !std::isfinite(value)) return std::nullopt;
  return value;
}

/// One value of a binary number element.
std::optional<double> binary_number(DcmElement& element, unsigned long position) {
  const auto got = [&](auto value, auto getter) -> std::optional<double> {
    if ((element.*getter)(value, position).bad()) return std::nullopt;
    return static_cast<double>(value);
  };
  switch (element.ident()) {
    case EVR_US:
      return got(Uint16{}, &DcmElement::getUint16);
    case EVR_SS:
      return got(Sint16{}, &DcmElement::getSint16);
    case EVR_UL:
      return got(Uint32{}, &DcmElement::getUint32);
    case EVR_SL:
      return got(Sint32{}, &DcmElement::getSint32);
    case EVR_FL:
      return got(Float32{}, &DcmElement::getFloat32);
    case EVR_FD:
      return got(Float64{}, &DcmElement::getFloat64);
    default:
      return std::nullopt;
  }
}

bool is_binary(DcmEVR vr) {
  return vr == EVR_US || vr == EVR_SS || vr == EVR_UL || vr == EVR_SL || vr == EVR_FL ||
         vr == EVR_FD;
}

}  // namespace

std::string to_string(const DicomTag& tag) {
  return fmt::format("{} ({:04X},{:04X})", tag.name, tag.group, tag.element);
}

void DicomObject::fail(const std::string& what) const {
  throw InputError(place_ + ": " + what);
}

void DicomObject::fail(const DicomTag& tag, const std::string& what) const {
  fail(to_string(tag) + " " + what);
}

std::optional<std::string> DicomObject::text(const DicomTag& tag) const {
  const auto stored = stored_text(item_, tag);
  if (!stored) return std::nullopt;
  const auto read = text_as_utf8(*stored, character_set_of(item_of(item_)));
  return read ? *read : well_formed_utf8(*stored);
}

std::string DicomObject::label(const DicomTag& tag, const std::string& instead,
                               std::vector<std::string>& warnings) const {
  const auto stored = stored_text(item_, tag);
  if (!stored) return instead;
  const std::string set = character_set_of(item_of(item_));
  if (const auto read = text_as_utf8(*stored, set)) return *read;
  const std::string declared =
      set.empty() ? "is not ASCII, and SpecificCharacterSet (0008,0005) is missing"
                  : fmt::format(
                        "cannot be read in the character set '{}' of SpecificCharacterSet "
                        "(0008,0005)",
                        well_formed_utf8(set));
  warnings.push_back(fmt::format(
      "{}: {} {}: \"{}\" stands for it; rename it in ASCII where it was made, or correct "
      "(0008,0005), for example by dcmodify, and rewrite the file in UTF-8 (dcmconv +U8)",
      place_, to_string(tag), declared, instead));
  return instead;
}

std::vector<double> DicomObject::numbers(const DicomTag& tag) const {
  DcmElement* element = find(item_, tag);
  if (element == nullptr || element->getLength() == 0) return {};
  std::vector<double> values;
  if (is_binary(element->ident())) {
    const unsigned long count = element->getVM();
    for (unsigned long i = 0; i < count; ++i) {
      const auto value = binary_number(*element, i);
      if (!value || !std::isfinite(*value)) fail(tag, "holds what is no finite number");
      values.push_back(*value);
    }
    return values;
  }
  // As it is: DCMTK would strip padding value by value, each time from the first.
  OFString joined;
  if (element->getOFStringArray(joined, OFFalse).bad()) return {};
  const std::string words = trimmed(std::string(joined.c_str(), joined.length()));
  if (words.empty()) return {};
  for (const std::string& word : split_values(words)) {
    const auto value = parsed_number(word);
    if (!value)
      fail(tag,
           fmt::format("holds '{}', which is no number", well_formed_utf8(word.substr(0, 40))));
    values.push_back(*value);
  }
  return values;
}

std::optional<double> DicomObject::number(const DicomTag& tag) const {
  const std::vector<double> values = numbers(tag);
  if (values.empty()) return std::nullopt;
  return values.front();
}

std::optional<std::int64_t> DicomObject::whole(const DicomTag& tag) const {
  const std::optional<double> value = number(tag);
  if (!value) return std::nullopt;
  if (*value != std::floor(*value) || std::abs(*value) > 0x1p53) {
    fail(tag, fmt::format("is {}, no whole number", *value));
  }
  return static_cast<std::int64_t>(*value);
}

std::vector<DicomObject> DicomObject::items(const DicomTag& tag) const {
  DcmSequenceOfItems* sequence = nullptr;
  if (item_of(item_).findAndGetSequence(key(tag), sequence).bad() || sequence == nullptr) return {};
  std::vector<DicomObject> found;
  const unsigned long count = sequence->card();
  // nextInContainer walks a list; getItem would start at its head for every item.
  DcmObject* at = nullptr;
  for (unsigned long i = 0; i < count; ++i) {
    at = sequence->nextInContainer(at);
    if (at == nullptr) break;
    found.push_back(DicomObject(parsed_, static_cast<DcmItem*>(at),
                                fmt::format("{}: {}[{}]", place_, tag.name, i)));
  }
  return found;
}

std::string DicomObject::required_text(const DicomTag& tag) const {
  if (const auto value = text(tag)) return *value;
  fail(tag, absent);
}

double DicomObject::required_number(const DicomTag& tag) const {
  if (const auto value = number(tag)) return *value;
  fail(tag, absent);
}

std::int64_t DicomObject::required_whole(const DicomTag& tag) const {
  if (const auto value = whole(tag)) return *value;
  fail(tag, absent);
}

std::vector<double> DicomObject::required_numbers(const DicomTag& tag, std::size_t count) const {
  std::vector<double> values = numbers(tag);
  if (values.empty()) fail(tag, absent);
  if (values.size() != count) {
    fail(tag,
         fmt::format("has {} values instead of {}; export the object again", values.size(), count));
  }
  return values;
}

DicomObject DicomObject::required_item(const DicomTag& tag) const {
  std::vector<DicomObject> found = items(tag);
  if (found.empty()) fail(tag, absent);
  return found.front();
}

bool DicomFile::is_one(const std::filesystem::path& path) {
  std::error_code error;  // a pipe would keep who opens it
  if (!std::filesystem::is_regular_file(path, error)) return false;
  std::ifstream file(path, std::ios::binary);
  char head[132] = {};
  file.read(head, sizeof head);
  if (file.gcount() < 8) return false;
  return std::string_view(head + 128, 4) == "DICM" ||
         (head[1] == 0 && (head[0] == 2 || head[0] == 8));
}

DicomFile::DicomFile(const std::filesystem::path& path)
    : DicomObject(std::make_shared<Parsed>(), nullptr, path.string()), path_(path) {
  const Reading reading(path);
  prepare_dcmtk();
  if (!is_one(path)) fail("is missing or no DICOM file; give one, or a folder of them");
  const OFCondition done = parsed_->format.loadFile(path.c_str());
  if (done.bad()) fail(fmt::format("cannot be read as DICOM: {}; is it whole?", done.text()));
  item_ = static_cast<DcmItem*>(parsed_->format.getDataset());
}

std::string DicomFile::transfer_syntax() const {
  return DcmXfer(parsed_->format.getDataset()->getOriginalXfer()).getXferName();
}

void DicomFile::require_pixels(std::uint64_t expected) const {
  DcmElement* pixels = find(item_, dicom::pixel_data);
  if (pixels == nullptr) fail(dicom::pixel_data, absent);
  const auto claimed = [&](std::uint64_t held) {
    fail(dicom::pixel_data,
         fmt::format("has {} bytes, Rows, Columns and bits claim {}; the file is damaged", held,
                     expected));
  };
  const bool packed = DcmXfer(parsed_->format.getDataset()->getOriginalXfer()).isEncapsulated();
  if (!packed && pixels->getLength() < expected) claimed(pixels->getLength());
  // No codec here packs images of a patient this much.
  const std::uint64_t size = std::filesystem::file_size(path_);
  if (packed && expected > 4096 * size) claimed(size);
}

std::vector<std::uint8_t> DicomFile::pixel_bytes(std::uint64_t expected) const {
  const Reading reading(path_);
  require_pixels(expected);
  DcmDataset& data = *parsed_->format.getDataset();
  if (data.chooseRepresentation(EXS_LittleEndianExplicit, nullptr).bad()) {
    fail(
        fmt::format("its pixels (transfer syntax {}) cannot be decoded here; write the series "
                    "without compression, for example with gdcmconv --raw",
                    transfer_syntax()));
  }
  const Uint8* bytes = nullptr;
  unsigned long count = 0;
  const OFCondition done = data.findAndGetUint8Array(key(dicom::pixel_data), bytes, &count);
  if (done.bad() || bytes == nullptr || count < expected) {
    fail(dicom::pixel_data, fmt::format("has {} bytes instead of {}; the file is damaged",
                                        bytes == nullptr ? 0 : count, expected));
  }
  std::vector<std::uint8_t> copy(bytes, bytes + expected);
  static_cast<void>(data.findAndDeleteElement(key(dicom::pixel_data)));  // frees DCMTK's own
  return copy;
}

}  // namespace yttria
