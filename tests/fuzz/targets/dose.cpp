// SPDX-License-Identifier: Apache-2.0
// Dose files, which are also checkpoints and partial results: changes to one with its sums and to
// one without, as other programs write them.
#include "engine/case/case_file.hpp"
#include "engine/result/dose_file.hpp"
#include "engine/result/dose_map_file.hpp"
#include "engine/result/roi_statistics.hpp"
#include "tests/engine/support/edited_file.hpp"
#include "tests/engine/support/small_dose.hpp"
#include "tests/fuzz/hdf5_edits.hpp"
#include "tests/fuzz/reading.hpp"

namespace {

using namespace yttria;

std::vector<fuzz::GoodFile> good_files() {
  const std::filesystem::path path = fuzz::folder() / "good.h5";
  const std::vector<std::string> optional = {"/roi/other", "/roi/other@role",
                                             "/tally/energy@scored"};
  std::vector<fuzz::GoodFile> files;
  write_dose(path, test::dose_of_batches({{0, 3}, {5, 6}}), true);
  files.emplace_back(path, optional);
  test::EditedFile(path).remove("/tally");
  files.emplace_back(path, optional);
  {
    test::EditedFile masks(path);
    masks.remove("/roi");
    masks.group("/roi");
    masks.put("/roi/mask", {2, 3, 4}, H5T_STD_U8LE, std::vector<double>(24, 1));
    masks.set_text("/roi/mask", "role", "tumour");
  }
  files.emplace_back(path, optional);
  return files;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const std::vector<fuzz::GoodFile> files = good_files();
  fuzz::Decisions decisions({data, size});
  const std::filesystem::path path = fuzz::folder() / "dose.h5";
  decisions.of(files).write_changed(path, decisions);
  fuzz::read(path.string(), [&] { read_dose(path); });
  fuzz::read(path.string(), [&] { roi_statistics(read_dose_map(path)); });
  return 0;
}
