// SPDX-License-Identifier: Apache-2.0
#include "engine/run/selftest_golden.hpp"

namespace yttria {

std::vector<Golden> selftest_golden() {
  return {
      {"reference",
       {"f0ba8a236bbb6009f49ec2f3f7ddb1f8728139430863d94e37d975b782926cb2", "803888cd95a98b3d",
        "73d8e5d4be3baf79905379af262d2b3b8345fe6cb81c904f1069cb19a1f328b9"}},
      {"clinical",
       {"30c5a1427ced495b63fc1e4c1284c4ca874882605908ef0799e5e205cc81a5ea", "58c961e500cb7fef",
        "163d899e13fb716d5cce7bd4884b00c83b67f1861aae4a5a995d7d981121f9ca"}},
  };
}

}  // namespace yttria
