// SPDX-License-Identifier: Apache-2.0
#include "engine/run/selftest_golden.hpp"

namespace yttria {

std::vector<Golden> selftest_golden() {
  return {{"reference", {"", "", ""}}, {"clinical", {"", "", ""}}};
}

}  // namespace yttria
