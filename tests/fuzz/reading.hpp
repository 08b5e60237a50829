// SPDX-License-Identifier: Apache-2.0
// What every target shares: where its files are, and which answers of a reader are right.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <new>
#include <string>

#include "engine/error.hpp"
#include "tests/engine/support/temporary_folder.hpp"
#include "tests/fuzz/input.hpp"

namespace yttria::fuzz {

/// A folder of this process ($TMPDIR), removed when it ends.
inline const std::filesystem::path& folder() {
  static const test::TemporaryFolder own;
  return own.path();
}

inline std::filesystem::path write_file(const std::string& name, Bytes bytes) {
  const std::filesystem::path path = folder() / name;
  std::ofstream file(path, std::ios::binary);
  file.write(reinterpret_cast<const char*>(bytes.data()),
             static_cast<std::streamsize>(bytes.size()));
  return path;
}

/// Runs a reader on any input. It may come to an end, find no memory, or throw an InputError that
/// names what is at fault (`names`). Every other exception is a fault of ours. With
/// YTTRIA_FUZZ_TELL in the environment the message is printed.
template <class Reader>
void read(const std::string& names, Reader&& reader) {
  try {
    reader();
  } catch (const InputError& error) {
    if (std::getenv("YTTRIA_FUZZ_TELL") != nullptr) std::cerr << "  " << error.what() << '\n';
    if (std::string(error.what()).find(names) != std::string::npos) return;
    std::cerr << "the message does not name '" << names << "': " << error.what() << '\n';
    std::abort();
  } catch (const std::bad_alloc&) {
  }
}

}  // namespace yttria::fuzz

/// The name that libFuzzer calls, and replay.cpp.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);
