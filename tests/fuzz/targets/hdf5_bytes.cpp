// SPDX-License-Identifier: Apache-2.0
// Any bytes as a file of each kind. HDF5 1.10 crashes on some by itself: read in child processes.
#include "engine/case/case_file.hpp"
#include "engine/kernel_methods/kernel_file.hpp"
#include "engine/result/dose_map_file.hpp"
#include "tests/fuzz/in_child.hpp"
#include "tests/fuzz/reading.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace yttria;
  const std::filesystem::path path = fuzz::write_file("bytes.h5", {data, size});
  fuzz::read_in_child([&] {
    fuzz::read(path.string(), [&] { read_case(path); });
    fuzz::read(path.string(), [&] { read_dose_map(path); });
    fuzz::read(path.string(), [&] { read_kernel(path); });
  });
  return 0;
}
