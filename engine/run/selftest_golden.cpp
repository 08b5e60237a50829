// SPDX-License-Identifier: Apache-2.0
#include "engine/run/selftest_golden.hpp"

namespace yttria {

std::vector<Golden> selftest_golden() {
  return {
      {"reference",
       {"3051f1682420b4ed9a577ddeac40a17a3ab7d9446601e6eea7a35b92574f53c6", "803888cd95a98b3d",
        "73d8e5d4be3baf79905379af262d2b3b8345fe6cb81c904f1069cb19a1f328b9"}},
      {"clinical",
       {"8d1b3fcc4250e41413eadfe2ace23f3731a2758f4f7052b4e47c06fd84ebfbd0", "58c961e500cb7fef",
        "163d899e13fb716d5cce7bd4884b00c83b67f1861aae4a5a995d7d981121f9ca"}},
  };
}

}  // namespace yttria
