// SPDX-License-Identifier: Apache-2.0
#include "engine/case/roi.hpp"

#include <stdexcept>

namespace yttria {

const char* to_string(RoiRole role) {
  switch (role) {
    case RoiRole::tumour:
      return "tumour";
    case RoiRole::normal_liver:
      return "normal_liver";
    case RoiRole::lung:
      return "lung";
    case RoiRole::other:
      return "other";
  }
  return "other";
}

RoiRole roi_role_from(const std::string& word) {
  for (const RoiRole role :
       {RoiRole::tumour, RoiRole::normal_liver, RoiRole::lung, RoiRole::other}) {
    if (word == to_string(role)) return role;
  }
  throw std::invalid_argument("\"" + word + "\" is not a role");
}

}  // namespace yttria
