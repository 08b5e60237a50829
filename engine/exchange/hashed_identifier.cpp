// SPDX-License-Identifier: Apache-2.0
#include "engine/exchange/hashed_identifier.hpp"

#include <fmt/format.h>

#include <random>

#include "engine/digest.hpp"

namespace yttria {

namespace {

std::string salted(const std::string& salt, const std::string& identifier) {
  Sha256 digest;
  digest.bytes(salt.data(), salt.size());
  digest.bytes(identifier.data(), identifier.size());
  return salt + ":" + digest.hex();
}

}  // namespace

std::string hashed_identifier(const std::string& identifier) {
  std::random_device random;
  std::string salt;
  for (int word = 0; word < 4; ++word) salt += fmt::format("{:08x}", std::uint32_t{random()});
  return salted(salt, identifier);
}

bool is_hash_of(const std::string& hashed, const std::string& identifier) {
  return hashed == salted(hashed.substr(0, hashed.find(':')), identifier);
}

}  // namespace yttria
