// SPDX-License-Identifier: Apache-2.0
#include "engine/exchange/dicom_series.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "engine/digest.hpp"
#include "engine/error.hpp"
#include "engine/exchange/dicom_pixels.hpp"
#include "engine/exchange/orientation.hpp"
#include "engine/exchange/slice_stack.hpp"

namespace yttria {

namespace {

namespace fs = std::filesystem;

template <std::size_t N>
std::array<double, N> fixed(const std::vector<double>& values) {
  std::array<double, N> copy{};
  std::copy_n(values.begin(), N, copy.begin());
  return copy;
}

void check_one_series(const std::string& where, const std::vector<DicomFile>& files) {
  const auto series_of = [](const DicomFile& file) {
    return file.text(dicom::modality).value_or("no modality") + " series " +
           file.text(dicom::series_uid).value_or("without UID");
  };
  const std::string first = series_of(files.front());
  for (const DicomFile& file : files) {
    if (file.text(dicom::series_uid) == files.front().text(dicom::series_uid)) continue;
    throw InputError(
        fmt::format("{}: {} is of {}, {} of {}; give a folder with the images of one series", where,
                    files.front().path().filename().string(), first,
                    file.path().filename().string(), series_of(file)));
  }
}

}  // namespace

std::vector<DicomFile> read_dicom_files(const fs::path& path, std::uint64_t& other_files) {
  std::error_code error;
  if (!fs::exists(path, error)) throw InputError(path.string() + ": is missing");
  std::vector<DicomFile> files;
  if (!fs::is_directory(path)) {
    files.emplace_back(path);
    return files;
  }
  std::vector<fs::path> names;
  for (const auto& entry : fs::directory_iterator(path)) {
    if (entry.is_regular_file() && entry.path().filename() != "DICOMDIR") {
      names.push_back(entry.path());
    }
  }
  std::sort(names.begin(), names.end());
  for (const fs::path& name : names) {
    if (DicomFile::is_one(name)) {
      files.emplace_back(name);
    } else {
      ++other_files;
    }
  }
  if (files.empty()) {
    throw InputError(fmt::format("{}: holds no DICOM file ({} others); give the folder of a series",
                                 path.string(), other_files));
  }
  return files;
}

ImagePlane image_plane(const DicomFile& file) {
  ImagePlane plane;
  plane.name = file.path().filename().string();
  plane.position_mm = fixed<3>(file.required_numbers(dicom::image_position, 3));
  plane.orientation = fixed<6>(file.required_numbers(dicom::image_orientation, 6));
  plane.pixel_spacing_mm = fixed<2>(file.required_numbers(dicom::pixel_spacing, 2));
  for (const double spacing : plane.pixel_spacing_mm) {
    if (!(spacing > 0)) file.fail(dicom::pixel_spacing, "is not above 0");
  }
  plane.rows = dicom_rows(file);
  plane.columns = dicom_columns(file);
  plane.thickness_mm = file.number(dicom::slice_spacing);
  if (!plane.thickness_mm) plane.thickness_mm = file.number(dicom::slice_thickness);
  return plane;
}

DicomSeries sorted_series(const std::string& where, std::vector<DicomFile> files) {
  check_one_series(where, files);
  DicomSeries series{where, {}, {}, 0};
  std::vector<ImagePlane> planes;
  for (const DicomFile& file : files) {
    if (file.whole(dicom::number_of_frames).value_or(1) != 1) {
      file.fail(dicom::number_of_frames,
                "is above 1: a multi-frame image, of which only NM and SEG are read; write the "
                "series as single frames");
    }
    planes.push_back(image_plane(file));
  }
  const SliceStack stack = stack_slices(where, planes, SliceGaps::refuse);
  series.grid = stack.grid;
  if (series.grid.voxels() > std::numeric_limits<std::int32_t>::max()) {
    throw InputError(where + ": has more than 2^31 voxels");
  }
  std::vector<std::size_t> order(files.size());
  for (std::size_t i = 0; i < files.size(); ++i) order[static_cast<std::size_t>(stack.z[i])] = i;
  for (const std::size_t i : order) series.slices.push_back(files[i]);
  return series;
}

DicomSeries read_series(const fs::path& path) {
  std::uint64_t other_files = 0;
  std::vector<DicomFile> files = read_dicom_files(path, other_files);
  DicomSeries series = sorted_series(path.string(), std::move(files));
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

std::string identifier(const std::string& value, bool keep) {
  if (keep) return value;
  Sha256 digest;
  digest.bytes(value.data(), value.size());
  return digest.hex();
}

Record series_record(const std::string& name, const DicomSeries& series, bool identifiers) {
  Record record{name};
  const DicomFile& any = series.any();
  const auto copy = [&](const char* key, const DicomTag& tag) {
    if (const auto value = any.text(tag)) record.add(key, *value);
  };
  const auto copy_identifier = [&](const char* key, const DicomTag& tag) {
    if (const auto value = any.text(tag)) record.add(key, identifier(*value, identifiers));
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
  copy_identifier((std::string("series_uid") + suffix).c_str(), dicom::series_uid);
  copy_identifier((std::string("frame_of_reference") + suffix).c_str(), dicom::frame_of_reference);
  copy_identifier((std::string("patient_id") + suffix).c_str(), dicom::patient_id);
  return record;
}

}  // namespace yttria
