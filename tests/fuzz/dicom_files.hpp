// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <filesystem>
#include <string>
#include <string_view>

#include "tests/fuzz/reading.hpp"

namespace yttria::fuzz {

/// A folder of DICOM files out of one input. Each "DICM" begins the next file, less its preamble of
/// 128 bytes; what comes before the first is a file without one. Eight at most.
class DicomFiles {
 public:
  explicit DicomFiles(Bytes bytes) : folder_(fuzz::folder() / "series") {
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directory(folder_);
    const std::string_view input(reinterpret_cast<const char*>(bytes.data()), bytes.size());
    constexpr std::size_t most = 8;
    std::size_t begin = 0;
    for (std::size_t count = 0; begin < input.size() && count < most; ++count) {
      const std::size_t end = std::min(input.find("DICM", begin + 1), input.size());
      const std::string preamble(input.substr(begin).starts_with("DICM") ? 128 : 0, '\0');
      std::ofstream file(name(count), std::ios::binary);
      file << preamble << input.substr(begin, end - begin);
      begin = end;
    }
  }

  const std::filesystem::path& folder() const { return folder_; }
  std::filesystem::path first() const { return name(0); }

 private:
  std::filesystem::path name(std::size_t number) const {
    return folder_ / (std::to_string(number) + ".dcm");
  }

  std::filesystem::path folder_;
};

}  // namespace yttria::fuzz
