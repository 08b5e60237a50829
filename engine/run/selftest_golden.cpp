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
       {"000ae463df5dca4733f1bacf36d70d14c8ea9f8a94bf952cdb2a1fe778425303", "24ea42e0dc46396d",
        "57654ab88dc08774dad242e5e1c6998edb6326f2140f505afe08b878b883a54f"}},
      {"clinical",
       {"clinical", {}, {}},
       {},
       {"afc6ae309617b44a7370c7c940b63ebc9658a615f8be9335d6a08e35f8aac134", "c1dd740637891cb8",
        "a2b85a9d437728e90a26ea5a1140ceb99cff2c96ec02d5c93a1dcfee1abe82d6"}},
      {"clinical, dose to water, internal bremsstrahlung, 3.9 MeV",
       {"clinical", {}, everything},
       {{3.8, 1.0}, {3.99, 1.0}},  // makes pairs
       {"45c8bfdde54af54d69d9c7b66902c768fb385d6096b94d34fe5aa5d040f18def", "151ca54070c8c808",
        "88831355f52130903dd0f251b33f1bb5ac4fd5d9bea834a78fc163d67011097e"}},
  };
}

}  // namespace yttria
