// SPDX-License-Identifier: Apache-2.0
// PET series and NM tomograms. The first byte is what the command line knows beside them.
#include "engine/exchange/dicom_emission.hpp"
#include "tests/fuzz/dicom_files.hpp"
#include "tests/fuzz/reading.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace yttria;
  fuzz::Decisions decisions({data, size});
  const unsigned known = decisions.byte();
  EmissionChoice choice;
  choice.self_calibrated = (known & 1) != 0;
  choice.any_nuclide = (known & 2) != 0;
  if ((known & 4) != 0) choice.administered = written_moment("2024-02-28 22:40:00");
  if ((known & 8) != 0) choice.imaged = written_moment("2024-03-01 00:20:00");
  const DecayCorrection corrections[] = {DecayCorrection::none, DecayCorrection::start,
                                         DecayCorrection::administration};
  if ((known >> 4 & 3) != 0) choice.correction = corrections[(known >> 4 & 3) - 1];
  const fuzz::DicomFiles files(decisions.rest());
  fuzz::read(files.folder().string(), [&] { read_dicom_emission(files.folder(), choice); });
  return 0;
}
