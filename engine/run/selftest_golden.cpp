// SPDX-License-Identifier: Apache-2.0
#include "engine/run/selftest_golden.hpp"

namespace yttria {

std::vector<Golden> selftest_golden() {
  return {
      {"reference",
       {"08e695341fb0c07704e3a022c0ff77457be6e3f226bc4d64e7add7890953451d", "4552dedfc0fb696e",
        "dd7deba305e06c5ce20877a92ae220a3b08f2544f8bb126edc8a9d34a2d07e5c"}},
      {"clinical",
       {"e19435170eb1411ae17152d072858ea81f2083427ce1f9a09f5a2c5d94261da4", "543b1a7bd95a1680",
        "be1895aa5f8c9469f0b246ca88f6336e15c46be120310c7eb5bedfd24050c911"}},
  };
}

}  // namespace yttria
