// SPDX-License-Identifier: Apache-2.0
#include "engine/exchange/dicom_pixels.hpp"

#include <fmt/format.h>

#include <limits>

namespace yttria {

namespace {

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

}  // namespace

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
      signed_(file.whole(dicom::pixel_representation).value_or(0) == 1) {
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
  raw >>= high_bit_ + 1 - bits_stored_;
  const std::uint64_t sign = std::uint64_t{1} << (bits_stored_ - 1);
  raw &= (sign << 1) - 1;
  if (signed_ && (raw & sign) != 0) {
    return static_cast<double>(raw) - static_cast<double>(sign << 1);
  }
  return static_cast<double>(raw);
}

void DicomPixels::frame(std::int64_t index, std::vector<double>& values) const {
  const auto pixels = static_cast<std::uint64_t>(rows_ * columns_);
  values.resize(pixels);
  const std::uint64_t first = static_cast<std::uint64_t>(index) * pixels;
  for (std::uint64_t i = 0; i < pixels; ++i) values[i] = value(first + i);
}

}  // namespace yttria
