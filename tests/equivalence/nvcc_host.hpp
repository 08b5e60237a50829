// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "kernels/launch/backend.hpp"

namespace yttria::test {

/// The lanes of a device on the host, compiled by nvcc's host pass; sums by Thrust's host system.
std::unique_ptr<Backend> make_nvcc_host_backend(const ProblemView& problem, const RoiLayout& rois);

}  // namespace yttria::test
