// SPDX-License-Identifier: Apache-2.0
// MetaImage: header and values in one file, or values of 64 bytes beside it. The first byte chooses
// that and the orientation.
#include "engine/exchange/plain_image.hpp"
#include "tests/fuzz/reading.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace yttria;
  fuzz::Decisions decisions({data, size});
  const std::size_t choice = decisions.below(6);
  const OrientationChoice orientations[] = {
      OrientationChoice::must_agree, OrientationChoice::matrix, OrientationChoice::anatomical};
  static const std::vector<std::uint8_t> values(64, 1);
  fuzz::write_file("image.raw", values);
  const auto path = fuzz::write_file(choice % 2 == 0 ? "image.mha" : "image.mhd", decisions.rest());
  fuzz::read(path.string(), [&] { read_metaimage(path, orientations[choice / 2]); });
  return 0;
}
