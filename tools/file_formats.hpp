// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace yttria {

/// What `yttria help formats` prints: every group, array, attribute and unit of the files.
const char* file_formats_text();

}  // namespace yttria
