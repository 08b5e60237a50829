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
       {"fe059c2cfce239395cbd7d41c67ddbc2084cf499c93889e585180df4568d0b61", "3c3a099ce7602cd3",
        "e66feb7dbfdd618ea0ad80a7cd4363819f7934a0bee8cdc493ebc41012f8946b"}},
      {"clinical",
       {"clinical", {}, {}},
       {"e79e3520838243a571c37c38b51a51e39ab43083d2de323be2a355fa5a36eb25", "27f3d4636cbdbc10",
        "70999e5c46c7b8fb1f47cbabd5801662013fd50bd56aaa5dae04e4414294124a"}},
      {"clinical, dose to water, internal bremsstrahlung",
       {"clinical", {}, everything},
       {"1b7c7e89e145c40e775be9259958ccccd5ecd57fd7c51b71d9c6532bccbe604b", "8124e7283c2d549e",
        "f7826b77691f4d69f6dc13d1cbafca112437de1b4afd1c4dcc598c0a4864f563"}},
  };
}

}  // namespace yttria
