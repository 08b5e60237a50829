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
       {"f545aa1b1ed9ba4a3946dbd85855f7df015898b7e50ed411f26264d7889b5758", "9264c89aaf008aea",
        "5d7c8f407ea82ab4d0610e105e918d841fa25efc763e89d716ff69db3aa97b0a"}},
      {"clinical",
       {"clinical", {}, {}},
       {},
       {"76eb1611d000ee859a3d39b3fccf17b3f149aa28ccb6778281fe018e62fcc396", "40087e941da49234",
        "65ea9c24a25e567312fcd7d1450f0694b4e1058e9ed755e3cd8cea33159fe270"}},
      {"clinical, dose to water, internal bremsstrahlung, 3.9 MeV",
       {"clinical", {}, everything},
       {{3.8, 1.0}, {3.99, 1.0}},  // makes pairs
       {"a3dc0486f3d3e3b5311e781ec17b60e7c4f7fda4a9553563f2f29cb082123883", "b28d0b7dd7743cff",
        "83951cb8856738aa1aa9e4f1391fdf6f5b09f7348b845cb84cb87a280e5dbdd8"}},
  };
}

}  // namespace yttria
