// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace yttria {

/// "SALT:HASH" in hex: SHA-256 of 128 random bits and an identifier. Every call has another salt,
/// so that hashes of two files do not tell whether they are of one patient, and no table of hashes
/// helps; who has the identifier can check it. Not for what can be guessed, such as patient IDs.
std::string hashed_identifier(const std::string& identifier);

/// Whether that is the hash of this identifier.
bool is_hash_of(const std::string& hashed, const std::string& identifier);

}  // namespace yttria
