// SPDX-License-Identifier: Apache-2.0
#include "engine/report/png.hpp"

#include <png.h>

#include <string>

#include "engine/error.hpp"

namespace yttria::report {

std::vector<std::uint8_t> png(std::int64_t width, std::int64_t height,
                              const std::vector<Rgb>& pixels) {
  png_image image{};
  image.version = PNG_IMAGE_VERSION;
  image.width = static_cast<png_uint_32>(width);
  image.height = static_cast<png_uint_32>(height);
  image.format = PNG_FORMAT_RGB;
  png_alloc_size_t size = 0;
  const auto write = [&](void* memory) {
    if (png_image_write_to_memory(&image, memory, &size, 0, pixels.data(), 0, nullptr) == 0) {
      throw RunError(std::string("report: a picture cannot be written: ") + image.message);
    }
  };
  write(nullptr);  // tells the size
  std::vector<std::uint8_t> bytes(size);
  write(bytes.data());
  bytes.resize(size);
  return bytes;
}

}  // namespace yttria::report
