// SPDX-License-Identifier: Apache-2.0
// The pictures of a report: what the page's script needs to draw any slice, and the three slices
// that are there before, or without, a script.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "engine/report/html.hpp"
#include "engine/report/picture_frame.hpp"
#include "engine/report/report_data.hpp"

namespace yttria::report {

struct Pictures {
  PictureFrame frame;
  nlohmann::ordered_json description;                        // geometry, views, scales, colours
  std::vector<std::pair<std::string, std::string>> volumes;  // id, packed (picture_volume.hpp)
};

/// Volumes have as many elements as fit in `most_bytes` together when deflated, so that they stay
/// below 4/3 of that in base64.
Pictures make_pictures(const ReportData& data, double most_bytes);

/// "maximum dose, 344.9 Gy in voxel ...", where the pictures leave out the voxel of the first
/// file's maximum; else empty.
std::string unseen_maximum(const ReportData& data, const PictureFrame& frame);

/// The three views with their first slices, as figures.
Html still_views(const ReportData& data, const Pictures& pictures);

}  // namespace yttria::report
