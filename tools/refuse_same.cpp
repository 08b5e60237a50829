// SPDX-License-Identifier: Apache-2.0
#include "tools/refuse_same.hpp"

#include <system_error>

#include "engine/error.hpp"

namespace yttria {

void refuse_same(const std::filesystem::path& one, const std::filesystem::path& other,
                 const std::string& what) {
  std::error_code error;
  const auto whole = [&](const std::filesystem::path& path) {
    return std::filesystem::weakly_canonical(std::filesystem::absolute(path, error), error);
  };
  const bool same = std::filesystem::equivalent(one, other, error) || whole(one) == whole(other);
  if (same) throw InputError(one.string() + ": " + what + "; give another name");
}

}  // namespace yttria
