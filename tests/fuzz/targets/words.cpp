// SPDX-License-Identifier: Apache-2.0
// Words of the command line: quantities, ranges, names, patterns, moments. The first byte says
// which.
#include "engine/exchange/name_pattern.hpp"
#include "engine/exchange/utf8.hpp"
#include "tests/fuzz/reading.hpp"
#include "tools/quantity.hpp"

namespace {

using namespace yttria;

void parse(std::size_t kind, const std::string& word) {
  const std::string flag = "--flag";
  switch (kind) {
    case 0:
      return void(parse_count(flag, word));
    case 1:
      return void(parse_seed(flag, word));
    case 2:
      return void(parse_seconds(flag, word));
    case 3:
      return void(parse_hours(flag, word));
    case 4:
      return void(parse_numbers(flag, word, 0, 100, "percentages"));
    case 5:
      return void(parse_positive(flag, word));
    case 6:
      return void(parse_goal(flag, word));
    case 7:
      return void(parse_batches(flag, word));
    case 8:
      return void(parse_interval(flag, word));
    case 9:
      return void(parse_voxels(flag, word));
    case 10:
      return void(parse_spacing(flag, word));
    case 11:
      return void(parse_energies_MeV(flag, word, 0.001, 10));
    case 12:
      return void(parse_gamma(flag, word));
    case 13:
      return void(parse_percent(flag, word));
    case 14:
      return void(parse_devices(flag, word));
    case 15:
      return void(parse_layer(flag, word));
    case 16:
      return void(parse_named_path(flag, word));
    case 17:
      return void(parse_named_number(flag, word));
    case 18:
      return void(parse_role(flag, word));
    default:
      return void(to_string(parse_moment(flag, word)));
  }
}

/// Moments of DICOM, which come from files.
void parse_dicom(const std::string& word) {
  if (const auto moment = dicom_date_time(word)) to_string(moment->moment);
  const std::size_t half = std::min<std::size_t>(8, word.size());
  if (const auto moment = dicom_moment(word.substr(0, half), word.substr(half))) to_string(*moment);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::Decisions decisions({data, size});
  const std::size_t kind = decisions.below(23);
  const std::string word(decisions.rest().begin(), decisions.rest().end());
  if (kind < 20) fuzz::read("--flag", [&] { parse(kind, word); });
  if (kind == 20) parse_dicom(word);
  if (kind == 21) fits_pattern(word, word.substr(word.size() / 2));
  if (kind == 22) {
    const std::string good = well_formed_utf8(word);
    if (well_formed_utf8(good) != good) std::abort();
  }
  return 0;
}
