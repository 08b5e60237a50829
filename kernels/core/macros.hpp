// SPDX-License-Identifier: Apache-2.0
// Marks what runs on host and device alike. Nothing here may change a result.
#pragma once

#if defined(__CUDACC__)
#define YTTRIA_HD __host__ __device__
#else
#define YTTRIA_HD
#endif
