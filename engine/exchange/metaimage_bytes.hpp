// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "engine/exchange/metaimage_header.hpp"

namespace yttria {

/// The stored values of a MetaImage, decompressed: `wanted` bytes. InputError when the file has
/// fewer or more, which tells of a wrong DimSize, ElementType or HeaderSize.
std::vector<std::uint8_t> read_metaimage_bytes(const MetaImageHeader& header, std::uint64_t wanted);

}  // namespace yttria
