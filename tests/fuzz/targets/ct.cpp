// SPDX-License-Identifier: Apache-2.0
// A CT series, also as a mask, and what an export takes from its files.
#include "engine/exchange/dicom_ct.hpp"
#include "engine/exchange/dicom_identity.hpp"
#include "tests/fuzz/dicom_files.hpp"
#include "tests/fuzz/reading.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace yttria;
  const fuzz::DicomFiles files({data, size});
  const std::string where = files.folder().string();
  fuzz::read(where, [&] { read_dicom_ct(where, "", false); });
  fuzz::read(where, [&] { read_dicom_mask("mask", where); });
  fuzz::read(where, [&] { read_dicom_identity(files.first()); });
  return 0;
}
