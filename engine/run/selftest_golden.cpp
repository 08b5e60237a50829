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
       {"867f0af1a22366b8c91263a214f6ad797c4fb518576be71a4b2e55ca784dbfd4", "3c3a099ce7602cd3",
        "e66feb7dbfdd618ea0ad80a7cd4363819f7934a0bee8cdc493ebc41012f8946b"}},
      {"clinical",
       {"clinical", {}, {}},
       {"07a7b27d3ac77443111955490e03c7c22d62e618355b588a02af5aa7a6654150", "27f3d4636cbdbc10",
        "70999e5c46c7b8fb1f47cbabd5801662013fd50bd56aaa5dae04e4414294124a"}},
      {"clinical, dose to water, internal bremsstrahlung",
       {"clinical", {}, everything},
       {"114a2f16b00d13c660e2c810bd9ca9a5ae521b3bcc1158bd675ebcde86d09fa7", "8124e7283c2d549e",
        "f7826b77691f4d69f6dc13d1cbafca112437de1b4afd1c4dcc598c0a4864f563"}},
  };
}

}  // namespace yttria
