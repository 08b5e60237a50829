// SPDX-License-Identifier: Apache-2.0
// Structure sets on a small grid.
#include "engine/exchange/dicom_rtstruct.hpp"
#include "tests/fuzz/dicom_files.hpp"
#include "tests/fuzz/reading.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace yttria;
  const fuzz::DicomFiles files({data, size});
  Grid grid;
  grid.shape = {7, 9, 6};
  grid.spacing_mm = {2.5, 2, 3};
  grid.origin_mm = {-8, -9, -6};
  const auto all = [](const std::string&) { return true; };
  std::vector<std::string> warnings;
  fuzz::read(files.folder().string(), [&] { read_rtstruct(files.first(), grid, all, warnings); });
  return 0;
}
