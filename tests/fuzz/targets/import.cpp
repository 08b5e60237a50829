// SPDX-License-Identifier: Apache-2.0
// The whole import: eight bytes of choices, then CT, mask and activity as MetaImage, each begun by
// "ObjectType". A case that is made must be one that is read without a complaint.
#include "engine/case/case_file.hpp"
#include "engine/exchange/import_case.hpp"
#include "tests/fuzz/reading.hpp"

namespace {

using namespace yttria;

/// The images that are there.
std::vector<std::filesystem::path> write_images(fuzz::Bytes bytes) {
  const std::string_view input(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  std::vector<std::filesystem::path> paths;
  for (std::size_t begin = 0; begin < input.size() && paths.size() < 3;) {
    const std::size_t end = std::min(input.find("ObjectType", begin + 1), input.size());
    const std::string name = "image" + std::to_string(paths.size()) + ".mha";
    paths.push_back(fuzz::write_file(name, bytes.subspan(begin, end - begin)));
    begin = end;
  }
  return paths;
}

void choose_activity(fuzz::Decisions& decisions, const std::filesystem::path& image,
                     ImportOptions& options) {
  const std::size_t kind = decisions.below(6);
  if (kind < 2) {  // regions have it
    options.calibration.total_GBq = 3;
    options.calibration.uptakes = {{"mask", 4}};
  } else {
    options.activity = image;
    options.emission.self_calibrated = kind < 4;
    if (kind < 4) options.calibration.total_GBq = 3;
    if (kind >= 4) options.emission.unit = kind == 4 ? EmissionUnit::Bq_per_mL : EmissionUnit::Bq;
    options.emission.correction = DecayCorrection::administration;
  }
  if (kind % 2 == 1 && options.calibration.total_GBq) {
    options.calibration.residual_GBq = 0.5;
    options.calibration.lung_shunt_percent = 5;
    options.calibration.lungs = "mask";
  }
}

void choose_places(fuzz::Decisions& decisions, ImportOptions& options) {
  const std::vector<std::string> bodies = {"none", "mask", "auto"};
  options.body = decisions.of(bodies);
  if (options.body != "none" && decisions.below(2) == 1) options.crop_mm = 3;
  options.keep_activity_outside = decisions.below(2) == 0;
  const std::vector<GridChoice> grids = {ImageGrid::ct, ImageGrid::activity,
                                         std::array<double, 3>{3, 3, 3},
                                         std::array<double, 3>{0.7, 5, 2}};
  options.grid = decisions.of(grids);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const fuzz::Bytes bytes(data, size);
  constexpr std::size_t choices = 8;
  if (size < choices) return 0;
  const std::vector<std::filesystem::path> images = write_images(bytes.subspan(choices));
  if (images.empty()) return 0;
  fuzz::Decisions decisions(bytes.first(choices));
  ImportOptions options;
  options.format = ImageFormat::plain;
  options.ct = images[0];
  options.masks = {{"mask", images[images.size() > 1 ? 1 : 0]}};
  choose_activity(decisions, images.back(), options);
  choose_places(decisions, options);
  if (decisions.below(2) == 1) options.hu_caps = {{"mask", 100}};
  const std::filesystem::path path = fuzz::folder() / "case.h5";
  std::vector<std::string> warnings;
  bool made = false;
  fuzz::read("", [&] {
    write_imported_case(path, import_case(options, warnings), true);
    made = true;
  });
  if (!made) return 0;
  for (const std::string& problem : check_case(path)) {
    std::cerr << "an imported case is refused: " << problem << '\n';
    std::abort();
  }
  return 0;
}
