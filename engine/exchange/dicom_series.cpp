// SPDX-License-Identifier: Apache-2.0
#include "engine/exchange/dicom_series.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "engine/error.hpp"
#include "engine/exchange/dicom_pixels.hpp"
#include "engine/exchange/hashed_identifier.hpp"
#include "engine/exchange/orientation.hpp"
#include "engine/exchange/slice_stack.hpp"

namespace yttria {

namespace {

constexpr std::int64_t most_voxels = std::int64_t{1} << 30;  // 4 GiB of CT numbers

template <std::size_t N>
std::array<double, N> fixed(const std::vector<double>& values) {
  std::array<double, N> copy{};
  std::copy_n(values.begin(), N, copy.begin());
  return copy;
}

/// What must be the same in all images of a series. Rescale slopes and times may differ.
constexpr DicomTag of_a_series[] = {
    dicom::modality,     dicom::patient_id, dicom::frame_of_reference,
    dicom::rescale_type, dicom::units,      dicom::decay_correction};

void check_one_series(const std::vector<DicomFile>& files) {
  const DicomFile& first = files.front();
  for (const DicomFile& file : files) {
    for (const DicomTag& tag : of_a_series) require_alike(file, first, tag);
  }
}

}  // namespace

void require_alike(const DicomObject& object, const DicomObject& first, const DicomTag& tag) {
  if (object.text(tag) == first.text(tag)) return;
  object.fail(tag, fmt::format("differs from that of {}, though they are one series; take out "
                               "what does not belong to it, or export it again",
                               first.place()));
}

ImagePlane image_plane(const DicomFile& file) {
  ImagePlane plane;
  plane.name = file.path().filename().string();
  plane.position_mm = fixed<3>(file.required_numbers(dicom::image_position, 3));
  plane.orientation = fixed<6>(file.required_numbers(dicom::image_orientation, 6));
  plane.pixel_spacing_mm = fixed<2>(file.required_numbers(dicom::pixel_spacing, 2));
  for (const double spacing : plane.pixel_spacing_mm) {
    if (!(spacing > 0))
      file.fail(dicom::pixel_spacing, "is not above 0; correct it, or export the object again");
  }
  plane.rows = dicom_rows(file);
  plane.columns = dicom_columns(file);
  plane.thickness_mm = file.number(dicom::slice_spacing);
  if (!plane.thickness_mm) plane.thickness_mm = file.number(dicom::slice_thickness);
  return plane;
}

DicomSeries sorted_series(const std::string& where, std::vector<DicomFile> files) {
  check_one_series(files);
  DicomSeries series{where, {}, {}, 0};
  std::vector<ImagePlane> planes;
  for (const DicomFile& file : files) {
    if (file.whole(dicom::number_of_frames).value_or(1) != 1) {
      file.fail(dicom::number_of_frames,
                "is above 1: a multi-frame (enhanced) image, of which only NM and SEG are read; "
                "write the series as single frames, for example with emf2sf of dcm4che");
    }
    if (file.text(dicom::temporal_position) != files.front().text(dicom::temporal_position)) {
      file.fail(dicom::temporal_position,
                fmt::format("differs from that of {}: a series over time; give the images of one "
                            "time alone",
                            files.front().place()));
    }
    require_pixels(file);
    planes.push_back(image_plane(file));
  }
  const SliceStack stack = stack_slices(where, planes, SliceGaps::refuse);
  series.grid = stack.grid;
  if (series.grid.voxels() > most_voxels) {
    throw InputError(
        fmt::format("{}: has {} x {} x {} voxels, at most 2^30 are read; give fewer "
                    "slices, or resample them",
                    where, series.grid.shape[0], series.grid.shape[1], series.grid.shape[2]));
  }
  std::vector<std::size_t> order(files.size());
  for (std::size_t i = 0; i < files.size(); ++i) order[static_cast<std::size_t>(stack.z[i])] = i;
  for (const std::size_t i : order) series.slices.push_back(files[i]);
  return series;
}

DicomSeries read_series(const std::filesystem::path& path, const SeriesChoice& choice) {
  std::uint64_t other_files = 0;
  std::vector<DicomFile> files = read_dicom_files(path, other_files);
  DicomSeries series =
      sorted_series(path.string(), chosen_series(path.string(), std::move(files), choice));
  series.other_files = other_files;
  return series;
}

void for_each_slice(
    const DicomSeries& series,
    const std::function<void(const DicomFile&, std::int64_t, const std::vector<double>&)>& visit) {
  std::vector<double> values;
  for (std::size_t z = 0; z < series.slices.size(); ++z) {
    const DicomPixels pixels(series.slices[z]);
    pixels.frame(0, values);
    visit(series.slices[z], static_cast<std::int64_t>(z), values);
  }
}

float kept_value(const DicomFile& file, std::size_t pixel, double value, double most) {
  if (std::abs(value) <= most) return static_cast<float>(value);
  const auto columns = static_cast<std::size_t>(dicom_columns(file));
  file.fail(
      fmt::format("the pixel in column {} and row {} has the value {:.6g} after the rescale, "
                  "beyond {:.6g}; is {} right?",
                  pixel % columns, pixel / columns, value, most, to_string(dicom::rescale_slope)));
}

void require_slope(const DicomFile& file, const DicomTag& tag, double slope,
                   const std::vector<double>& stored) {
  if (slope != 0) return;
  if (std::all_of(stored.begin(), stored.end(), [](double value) { return value == 0; })) return;
  file.fail(tag,
            "is 0, by which all pixels have the same value, whatever is stored; correct it, or "
            "export the image again");
}

Record series_record(const std::string& name, const DicomSeries& series, bool identifiers) {
  Record record{name};
  const DicomFile& any = series.any();
  const auto copy = [&](const char* key, const DicomTag& tag) {
    if (const auto value = any.text(tag)) record.add(key, *value);
  };
  const auto copy_uid = [&](const std::string& key, const DicomTag& tag) {
    if (const auto value = any.text(tag)) {
      record.add(key, identifiers ? *value : hashed_identifier(*value));
    }
  };
  copy("modality", dicom::modality);
  record.add("slices", std::uint64_t{series.slices.size()});
  if (series.other_files > 0) record.add("other_files_ignored", series.other_files);
  copy("manufacturer", dicom::manufacturer);
  copy("model", dicom::model);
  copy("patient_position", dicom::patient_position);
  record.add("transfer_syntax", any.transfer_syntax());
  if (any.text(dicom::lossy).value_or("00") == "01") record.add("lossy_compression", "yes");
  const char* suffix = identifiers ? "" : "_sha256";
  copy_uid(std::string("series_uid") + suffix, dicom::series_uid);
  copy_uid(std::string("frame_of_reference") + suffix, dicom::frame_of_reference);
  if (identifiers) copy("patient_id", dicom::patient_id);
  return record;
}

}  // namespace yttria
