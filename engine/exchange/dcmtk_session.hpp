// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace yttria {

/// Silences DCMTK, whose failures become our own errors, and makes sure that it has its data
/// dictionary (RunError). To be called before any other use of it.
void start_dcmtk();

}  // namespace yttria
