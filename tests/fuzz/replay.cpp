// SPDX-License-Identifier: Apache-2.0
// Runs a target once over the files of folders, for builds without libFuzzer.
// Usage: PROGRAM FOLDER...
#include <algorithm>
#include <fstream>
#include <iostream>
#include <iterator>
#include <vector>

#include "tests/fuzz/reading.hpp"

int main(int argc, char** argv) {
  std::size_t inputs = 0;
  for (int i = 1; i < argc; ++i) {
    std::vector<std::filesystem::path> files;
    for (const auto& entry : std::filesystem::directory_iterator(argv[i])) {
      files.push_back(entry.path());
    }
    std::sort(files.begin(), files.end());
    for (const std::filesystem::path& file : files) {
      std::ifstream stream(file, std::ios::binary);
      const std::vector<char> bytes(std::istreambuf_iterator<char>(stream), {});
      std::cerr << file.string() << '\n';  // the last line names what ended the program
      LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size());
      ++inputs;
    }
  }
  std::cerr << inputs << " inputs\n";
  return inputs == 0 ? 1 : 0;
}
