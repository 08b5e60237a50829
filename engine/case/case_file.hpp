// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "engine/case/case.hpp"

namespace yttria {

namespace hdf5 {
class OutputGroup;
}

/// Reads and checks a case file ("yttria-case" 1.0). Throws InputError that names file, object,
/// first bad voxel and remedy. Fills in the digest.
Case read_case(const std::filesystem::path& path);

/// As read_case, but collects every problem instead of stopping at the first.
/// Empty: the case is valid. For `yttria check`.
std::vector<std::string> check_case(const std::filesystem::path& path);

/// Writes a case atomically, with fletcher32. `replace` permits an existing file.
void write_case(const std::filesystem::path& path, const Case& problem, bool replace);
/// The same with what else `add` puts into the root group. Readers of cases ignore it.
void write_case(const std::filesystem::path& path, const Case& problem, bool replace,
                const std::function<void(hdf5::OutputGroup&)>& add);

/// SHA-256 (hex) of the canonical content: what the file says, not how HDF5 stores it.
std::string case_digest(const Case& problem);

}  // namespace yttria
