// SPDX-License-Identifier: Apache-2.0
#include "engine/exchange/dicom_pixels.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

namespace yttria {

namespace {

constexpr std::int64_t most_of_a_frame = std::int64_t{8192} * 8192;
constexpr std::int64_t most_pixels = std::numeric_limits<std::int32_t>::max();

std::int64_t extent(const DicomObject& image, const DicomTag& tag) {
  const std::int64_t count = image.required_whole(tag);
  if (count < 1 || count > 65535) image.fail(tag, fmt::format("is {}", count));
  return count;
}

unsigned bits(const DicomObject& image, const DicomTag& tag, std::int64_t least,
              std::int64_t most) {
  const std::int64_t count = image.required_whole(tag);
  if (count < least || count > most) {
    image.fail(tag, fmt::format("is {}; {} to {} can be read", count, least, most));
  }
  return static_cast<unsigned>(count);
}

/// Bits stored as a number.
double number_of(std::uint64_t bits, unsigned bits_stored, bool is_signed) {
  const std::uint64_t sign = std::uint64_t{1} << (bits_stored - 1);
  bits &= (sign << 1) - 1;
  if (!is_signed || (bits & sign) == 0) return static_cast<double>(bits);
  return static_cast<double>(bits) - static_cast<double>(sign << 1);
}

bool is_signed(const DicomFile& file) {
  const std::int64_t kind = file.required_whole(dicom::pixel_representation);
  if (kind != 0 && kind != 1) {
    file.fail(dicom::pixel_representation,
              fmt::format("is {}, neither 0 (unsigned) nor 1 (signed); correct it, or export the "
                          "image again",
                          kind));
  }
  return kind == 1;
}

/// As 0xF830 or as -2000: writers do not agree.
double padding_of(const DicomFile& file, std::int64_t value) {
  const unsigned stored = bits(file, dicom::bits_stored, 1, 32);
  return number_of(static_cast<std::uint64_t>(value), stored, is_signed(file));
}

}  // namespace

void require_pixels(const DicomFile& file) {
  const std::int64_t rows = dicom_rows(file), columns = dicom_columns(file);
  if (rows * columns > most_of_a_frame) {
    file.fail(dicom::rows, fmt::format("and Columns are {} and {}; at most 8192 x 8192 pixels are "
                                       "read; the file is damaged, or no image of a patient",
                                       rows, columns));
  }
  const auto pixels = static_cast<std::uint64_t>(rows * columns);
  file.require_pixels((pixels * bits(file, dicom::bits_allocated, 1, 32) + 7) / 8);
}

std::optional<PixelPadding> pixel_padding(const DicomFile& file) {
  const auto value = file.whole(dicom::pixel_padding);
  if (!value) return std::nullopt;
  const double one = padding_of(file, *value);
  const double other = padding_of(file, file.whole(dicom::pixel_padding_limit).value_or(*value));
  return PixelPadding{std::min(one, other), std::max(one, other)};
}

std::int64_t dicom_rows(const DicomObject& image) {
  return extent(image, dicom::rows);
}
std::int64_t dicom_columns(const DicomObject& image) {
  return extent(image, dicom::columns);
}

DicomPixels::DicomPixels(const DicomFile& file)
    : rows_(dicom_rows(file)),
      columns_(dicom_columns(file)),
      frames_(file.whole(dicom::number_of_frames).value_or(1)),
      bits_allocated_(bits(file, dicom::bits_allocated, 1, 32)),
      bits_stored_(bits(file, dicom::bits_stored, 1, bits_allocated_)),
      high_bit_(bits(file, dicom::high_bit, bits_stored_ - 1, bits_allocated_ - 1)),
      signed_(is_signed(file)) {
  if (const std::int64_t samples = file.whole(dicom::samples_per_pixel).value_or(1); samples != 1) {
    file.fail(dicom::samples_per_pixel, fmt::format("is {}: a picture in colour", samples));
  }
  if (bits_allocated_ != 1 && bits_allocated_ % 8 != 0) {
    file.fail(dicom::bits_allocated,
              fmt::format("is {}; 1, 8, 16 and 32 can be read", bits_allocated_));
  }
  if (frames_ < 1 || frames_ > most_pixels / (rows_ * columns_)) {
    file.fail(dicom::number_of_frames,
              fmt::format("is {}, for {} x {} pixels each", frames_, columns_, rows_));
  }
  const auto pixels = static_cast<std::uint64_t>(rows_ * columns_ * frames_);
  bytes_ = file.pixel_bytes((pixels * bits_allocated_ + 7) / 8);
}

double DicomPixels::value(std::uint64_t pixel) const {
  if (bits_allocated_ == 1) return (bytes_[pixel / 8] >> (pixel % 8) & 1) != 0 ? 1 : 0;
  const std::uint64_t width = bits_allocated_ / 8;
  std::uint64_t raw = 0;
  for (std::uint64_t i = 0; i < width; ++i) {
    raw |= std::uint64_t{bytes_[pixel * width + i]} << (8 * i);
  }
  return number_of(raw >> (high_bit_ + 1 - bits_stored_), bits_stored_, signed_);
}

void DicomPixels::frame(std::int64_t index, std::vector<double>& values) const {
  const auto pixels = static_cast<std::uint64_t>(rows_ * columns_);
  values.resize(pixels);
  const std::uint64_t first = static_cast<std::uint64_t>(index) * pixels;
  for (std::uint64_t i = 0; i < pixels; ++i) values[i] = value(first + i);
}

}  // namespace yttria
