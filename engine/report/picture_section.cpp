// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "engine/report/dose_scale.hpp"
#include "engine/report/sections.hpp"
#include "engine/report/view.hpp"

namespace yttria::report {

namespace {

Html isodose_note(const ReportData& data) {
  std::string levels;
  for (const double level : data.isodose_Gy) {
    levels += fmt::format("{}{:g}", levels.empty() ? "" : ", ", level);
  }
  return paragraph(levels.empty() ? std::string("No isodose lines.")
                                  : "Isodose lines at " + levels + " Gy.");
}

Html frame_note(const ReportData& data, const Pictures& pictures) {
  const PictureFrame& frame = pictures.frame;
  const Grid& grid = data.files.front().map.grid;
  std::string words = fmt::format(
      "Dose in colour over density in grey, voxel by voxel, without smoothing or interpolation; "
      "the lines are linear between voxel centres. Shown as seen from the feet, from the front "
      "and from the patient's left (R right, L left, A anterior, P posterior, S superior, I "
      "inferior). {} x {} x {} of the {} x {} x {} voxels",
      frame.shape[0], frame.shape[1], frame.shape[2], grid.shape[0], grid.shape[1], grid.shape[2]);
  const auto& stride = frame.stride;
  words +=
      stride == std::array<std::int64_t, 3>{1, 1, 1}
          ? std::string(" (the patient, and more than 1 % of the maximum dose).")
          : fmt::format(": every {}, {} and {} along x, y and z.", stride[0], stride[1], stride[2]);
  const std::string unseen = unseen_maximum(data, frame);
  if (!unseen.empty()) words += " Not in the pictures: the " + unseen + ".";
  const double tilt = tilt_degrees(grid);
  if (tilt > 0.01) {
    words += fmt::format(
        " The grid is tilted by {:.1f} degrees against the patient axes; slices "
        "follow the grid.",
        tilt);
  }
  return element("p", "class=\"note\"", text(words));
}

/// The colour bar of the dose as the still pictures have it; the script draws the others.
Html colour_bar(const ReportData& data) {
  Html marks;
  for (const double tick : ticks(0, data.full_scale_Gy, 5)) {
    marks += markup(fmt::format("<span style=\"left:{:.2f}%\">{:g}</span>",
                                100 * tick / data.full_scale_Gy, tick));
  }
  return markup(
             "<div id=\"bar\"><b id=\"bar-title\">Absorbed dose, Gy</b><canvas width=\"256\" "
             "height=\"1\">"
             "</canvas><div id=\"bar-marks\">") +
         marks + markup("</div></div>");
}

}  // namespace

Html picture_section(const ReportData& data, const Pictures& pictures) {
  const Html controls = markup(
      "<div id=\"controls\" hidden><fieldset id=\"quantities\"><legend>Show</legend></fieldset>"
      "<label>File <select id=\"file\"></select></label>"
      "<label>Go to <select id=\"place\"></select></label></div>");
  const Html views = element("div", "id=\"views\"", still_views(data, pictures));
  const Html readout = markup(
      "<p id=\"readout\" aria-live=\"polite\">Point at a picture for values; click to move the "
      "other two there.</p>");
  return section("pictures", "Pictures",
                 controls + views + colour_bar(data) + readout + isodose_note(data) +
                     frame_note(data, pictures));
}

}  // namespace yttria::report
