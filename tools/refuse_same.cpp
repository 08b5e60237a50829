// SPDX-License-Identifier: Apache-2.0
#include "tools/refuse_same.hpp"

#include <system_error>

#include "engine/error.hpp"

namespace yttria {

void refuse_same(const std::filesystem::path& one, const std::filesystem::path& other,
                 const std::string& what) {
  std::error_code error;
  const bool same = std::filesystem::equivalent(one, other, error) ||
                    std::filesystem::weakly_canonical(one, error) ==
                        std::filesystem::weakly_canonical(other, error);
  if (same) throw InputError(one.string() + ": " + what + "; give another name");
}

}  // namespace yttria
