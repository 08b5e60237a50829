// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/exchange/dicom_tag.hpp"

namespace yttria {

/// A DICOM data set, or an item of one of its sequences, and its attributes. An attribute without
/// a value is absent. Every InputError names the file, the item and the attribute.
class DicomObject {
 public:
  std::optional<std::string> text(const DicomTag& tag) const;  // without padding
  /// A text to be told by; what stands for it where it is absent, or, with a warning, cannot be
  /// read in the character set of the file.
  std::string label(const DicomTag& tag, const std::string& instead,
                    std::vector<std::string>& warnings) const;
  std::optional<double> number(const DicomTag& tag) const;  // the first value
  std::optional<std::int64_t> whole(const DicomTag& tag) const;
  std::vector<double> numbers(const DicomTag& tag) const;  // all values; empty: absent
  std::vector<DicomObject> items(const DicomTag& tag) const;

  /// The same; absent, or not `count` values, is an InputError.
  std::string required_text(const DicomTag& tag) const;
  double required_number(const DicomTag& tag) const;
  std::int64_t required_whole(const DicomTag& tag) const;
  std::vector<double> required_numbers(const DicomTag& tag, std::size_t count) const;
  DicomObject required_item(const DicomTag& tag) const;  // the first

  /// Throws InputError "FILE: ITEM: what".
  [[noreturn]] void fail(const std::string& what) const;
  /// The same, about one attribute.
  [[noreturn]] void fail(const DicomTag& tag, const std::string& what) const;
  const std::string& place() const { return place_; }

  struct Parsed;  // DCMTK's own, known to dicom_object.cpp alone

 protected:
  DicomObject(std::shared_ptr<Parsed> parsed, void* item, std::string place)
      : parsed_(std::move(parsed)), item_(item), place_(std::move(place)) {}

  std::shared_ptr<Parsed> parsed_;
  void* item_;
  std::string place_;
};

/// "ImagePositionPatient (0020,0032)".
std::string to_string(const DicomTag& tag);

/// A DICOM file (PS3.10). Large values stay in it until asked for.
class DicomFile : public DicomObject {
 public:
  /// Throws InputError when it cannot be parsed.
  explicit DicomFile(const std::filesystem::path& path);
  /// Whether the file has the preamble of PS3.10, section 7.1, or begins with the first attributes
  /// of a data set, as older files do.
  static bool is_one(const std::filesystem::path& path);

  const std::filesystem::path& path() const { return path_; }
  std::string transfer_syntax() const;  // "Little Endian Implicit"
  /// InputError when the file cannot hold `expected` bytes of decoded pixels: without compression
  /// by the length of PixelData, otherwise by its own. To be asked before memory is taken for them.
  void require_pixels(std::uint64_t expected) const;
  /// The bytes of PixelData, decoded, in little-endian order; InputError for a transfer syntax that
  /// is not decoded here, for damage, and for fewer bytes than `expected`.
  std::vector<std::uint8_t> pixel_bytes(std::uint64_t expected) const;

 private:
  std::filesystem::path path_;
};

}  // namespace yttria
