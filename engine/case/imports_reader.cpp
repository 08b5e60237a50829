// SPDX-License-Identifier: Apache-2.0
#include "engine/case/imports_reader.hpp"

namespace yttria {

std::string imported_frame_of_reference(const hdf5::Group& root) {
  if (!root.has("imports") || !root.group("imports").has("ct")) return {};
  const hdf5::Group ct = root.group("imports").group("ct");
  if (ct.has_attribute("frame_of_reference")) return ct.text("frame_of_reference");
  if (!ct.has_attribute("frame_of_reference_sha256")) return {};
  return "sha256:" + ct.text("frame_of_reference_sha256");
}

}  // namespace yttria
