// SPDX-License-Identifier: Apache-2.0
// Segmentation objects.
#include "engine/exchange/dicom_seg.hpp"
#include "tests/fuzz/dicom_files.hpp"
#include "tests/fuzz/reading.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace yttria;
  const fuzz::DicomFiles files({data, size});
  const auto all = [](const std::string&) { return true; };
  std::vector<std::string> warnings;
  fuzz::read(files.folder().string(), [&] { read_seg(files.first(), all, warnings); });
  return 0;
}
