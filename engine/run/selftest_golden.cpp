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
       {"34a0ff1d82b81a502d9dc35c39cb717fb29a550cf68b80af0183370c8c0d458e", "ad1ed84a2603e460",
        "985fe60013fbd50cab3f9327ea364bf8b9c312539ca55ec8a9e206a583e878ef"}},
      {"clinical, dose to water, internal bremsstrahlung",
       {"clinical", {}, everything},
       {"4587984af846408c329e57d9d004a2cf588f1c8b406156da8f6f8da72a7b3b3a", "e0c5d4ad85878e52",
        "b8255357a6e6449ebee23ec2383b7ff5b0bf44c4242d6e93e0691c79797fad66"}},
  };
}

}  // namespace yttria
