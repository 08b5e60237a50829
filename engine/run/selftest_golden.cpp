// SPDX-License-Identifier: Apache-2.0
#include "engine/run/selftest_golden.hpp"

namespace yttria {

std::vector<Golden> selftest_golden() {
  return {
      {"reference",
       {"06448a535910b762a9eeab49d2cae9c4c3c2aa89d822fef0b1f38653a4838e97", "803888cd95a98b3d",
        "73d8e5d4be3baf79905379af262d2b3b8345fe6cb81c904f1069cb19a1f328b9"}},
      {"clinical",
       {"05ff712e8b475a201c8164efef0ddee4372cd276c2b33845d4877c4ee002901d", "58c961e500cb7fef",
        "163d899e13fb716d5cce7bd4884b00c83b67f1861aae4a5a995d7d981121f9ca"}},
  };
}

}  // namespace yttria
