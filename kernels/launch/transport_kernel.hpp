// SPDX-License-Identifier: Apache-2.0
// The transport kernel by address, for those who ask CUDA about it. Only for .cu files of this
// folder.
#pragma once

namespace yttria {

/// What cudaFuncGetAttributes takes.
const void* transport_kernel();

}  // namespace yttria
