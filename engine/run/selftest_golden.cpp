// SPDX-License-Identifier: Apache-2.0
#include "engine/run/selftest_golden.hpp"

namespace yttria {

std::vector<Golden> selftest_golden() {
  const std::vector<std::pair<bool TransportSettings::*, bool>> everything = {
      {&TransportSettings::internal_bremsstrahlung, true},
      {&TransportSettings::dose_to_water, true}};
  return {
      {"reference",
       {"reference", {}, {}},
       {},
       {"6ca5aaba8a946b75ed3fa61cc15a9800b0c1ff957fe8c1af53a001008b86b427", "ef5f652712e931fc",
        "b1660b714f662824322632e4d05cc3765ec8404a9da150ee20fed7166000df9a"}},
      {"clinical",
       {"clinical", {}, {}},
       {},
       {"203edf7df3d34b48ebee35e202492a5855affaea49389ce63fc7485d38ec0c08", "74189fe3d4e70a6f",
        "0f2b493e8d39a06cc76416dce7e731d119331aee1e4cea7e3858d7aca3f833bf"}},
      {"clinical, dose to water, internal bremsstrahlung, 3.9 MeV",
       {"clinical", {}, everything},
       {{3.8, 1.0}, {3.99, 1.0}},  // makes pairs
       {"83bdedcfa86dbcc39cecacd854eeae766e559b71f164911350047428a08a9f41", "61e41b491642247e",
        "88831355f52130903dd0f251b33f1bb5ac4fd5d9bea834a78fc163d67011097e"}},
  };
}

}  // namespace yttria
