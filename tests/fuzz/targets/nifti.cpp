// SPDX-License-Identifier: Apache-2.0
// NIfTI files. The first byte says how the rest is stored and which orientation is chosen.
#include <zlib.h>

#include "engine/exchange/plain_image.hpp"
#include "tests/fuzz/reading.hpp"

namespace {

using namespace yttria;

std::filesystem::path write_packed(fuzz::Bytes bytes) {
  const std::filesystem::path path = fuzz::folder() / "image.nii.gz";
  const gzFile file = gzopen(path.c_str(), "wb1");
  gzwrite(file, bytes.data(), static_cast<unsigned>(bytes.size()));
  gzclose(file);
  return path;
}

std::filesystem::path write_image(fuzz::Bytes bytes, std::size_t kind) {
  constexpr std::size_t header = 352;
  switch (kind) {
    case 0:
      return fuzz::write_file("image.nii", bytes);
    case 1:
      return write_packed(bytes);
    case 2:
      return fuzz::write_file("image.nii.gz", bytes);
    default:
      if (bytes.size() > header) fuzz::write_file("pair.img", bytes.subspan(header));
      return fuzz::write_file("pair.hdr", bytes.first(std::min(header, bytes.size())));
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::Decisions decisions({data, size});
  const std::size_t choice = decisions.below(12);
  const OrientationChoice orientations[] = {OrientationChoice::must_agree, OrientationChoice::sform,
                                            OrientationChoice::qform};
  const std::filesystem::path path = write_image(decisions.rest(), choice % 4);
  fuzz::read(path.string(), [&] { read_nifti(path, orientations[choice / 4]); });
  return 0;
}
