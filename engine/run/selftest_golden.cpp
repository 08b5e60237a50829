// SPDX-License-Identifier: Apache-2.0
#include "engine/run/selftest_golden.hpp"

namespace yttria {

std::vector<Golden> selftest_golden() {
  return {
      {"reference",
       {"9d6fdc11569559d43b0f0cdfdb37ef0099b3bb5e82c6e8ed60d4697f23b472d3", "d649d39883a291e3",
        "19b485c77f2782235b3c8b4b21cdd487c5add5f1cfe54836577cd378baa0a2e9"}},
      {"clinical",
       {"ab5998a091293ed1ac3e8735c78fbac5f1d383c62870818e3b5c73a98c5f255b", "c0d18cbecfa475f2",
        "2af3003bb21893968eaebd3f6b30ea0f6a5265a904ecc0d0e406bad215b7c79b"}},
  };
}

}  // namespace yttria
