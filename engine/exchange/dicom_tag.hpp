// SPDX-License-Identifier: Apache-2.0
// The attributes that are read, with their names in DICOM PS3.6.
#pragma once

#include <cstdint>

namespace yttria {

struct DicomTag {
  std::uint16_t group;
  std::uint16_t element;
  const char* name;
};

namespace dicom {

inline constexpr DicomTag sop_class{0x0008, 0x0016, "SOPClassUID"};
inline constexpr DicomTag sop_instance{0x0008, 0x0018, "SOPInstanceUID"};
inline constexpr DicomTag series_date{0x0008, 0x0021, "SeriesDate"};
inline constexpr DicomTag acquisition_date{0x0008, 0x0022, "AcquisitionDate"};
inline constexpr DicomTag acquisition_date_time{0x0008, 0x002A, "AcquisitionDateTime"};
inline constexpr DicomTag series_time{0x0008, 0x0031, "SeriesTime"};
inline constexpr DicomTag acquisition_time{0x0008, 0x0032, "AcquisitionTime"};
inline constexpr DicomTag modality{0x0008, 0x0060, "Modality"};
inline constexpr DicomTag manufacturer{0x0008, 0x0070, "Manufacturer"};
inline constexpr DicomTag code_value{0x0008, 0x0100, "CodeValue"};
inline constexpr DicomTag code_meaning{0x0008, 0x0104, "CodeMeaning"};
inline constexpr DicomTag timezone_offset{0x0008, 0x0201, "TimezoneOffsetFromUTC"};
inline constexpr DicomTag series_description{0x0008, 0x103E, "SeriesDescription"};
inline constexpr DicomTag model{0x0008, 0x1090, "ManufacturerModelName"};
inline constexpr DicomTag patient_id{0x0010, 0x0020, "PatientID"};
inline constexpr DicomTag slice_thickness{0x0018, 0x0050, "SliceThickness"};
inline constexpr DicomTag slice_spacing{0x0018, 0x0088, "SpacingBetweenSlices"};
inline constexpr DicomTag administration_time{0x0018, 0x1072, "RadiopharmaceuticalStartTime"};
inline constexpr DicomTag administered_dose{0x0018, 0x1074, "RadionuclideTotalDose"};
inline constexpr DicomTag half_life{0x0018, 0x1075, "RadionuclideHalfLife"};
inline constexpr DicomTag administration_date_time{0x0018, 0x1078,
                                                   "RadiopharmaceuticalStartDateTime"};
inline constexpr DicomTag gantry_tilt{0x0018, 0x1120, "GantryDetectorTilt"};
inline constexpr DicomTag frame_duration{0x0018, 0x1242, "ActualFrameDuration"};
inline constexpr DicomTag patient_position{0x0018, 0x5100, "PatientPosition"};
inline constexpr DicomTag series_uid{0x0020, 0x000E, "SeriesInstanceUID"};
inline constexpr DicomTag image_position{0x0020, 0x0032, "ImagePositionPatient"};
inline constexpr DicomTag image_orientation{0x0020, 0x0037, "ImageOrientationPatient"};
inline constexpr DicomTag frame_of_reference{0x0020, 0x0052, "FrameOfReferenceUID"};
inline constexpr DicomTag temporal_position{0x0020, 0x0100, "TemporalPositionIdentifier"};
inline constexpr DicomTag plane_positions{0x0020, 0x9113, "PlanePositionSequence"};
inline constexpr DicomTag plane_orientations{0x0020, 0x9116, "PlaneOrientationSequence"};
inline constexpr DicomTag samples_per_pixel{0x0028, 0x0002, "SamplesPerPixel"};
inline constexpr DicomTag number_of_frames{0x0028, 0x0008, "NumberOfFrames"};
inline constexpr DicomTag rows{0x0028, 0x0010, "Rows"};
inline constexpr DicomTag columns{0x0028, 0x0011, "Columns"};
inline constexpr DicomTag pixel_spacing{0x0028, 0x0030, "PixelSpacing"};
inline constexpr DicomTag corrected_image{0x0028, 0x0051, "CorrectedImage"};
inline constexpr DicomTag bits_allocated{0x0028, 0x0100, "BitsAllocated"};
inline constexpr DicomTag bits_stored{0x0028, 0x0101, "BitsStored"};
inline constexpr DicomTag high_bit{0x0028, 0x0102, "HighBit"};
inline constexpr DicomTag pixel_representation{0x0028, 0x0103, "PixelRepresentation"};
inline constexpr DicomTag pixel_padding{0x0028, 0x0120, "PixelPaddingValue"};
inline constexpr DicomTag pixel_padding_limit{0x0028, 0x0121, "PixelPaddingRangeLimit"};
inline constexpr DicomTag rescale_intercept{0x0028, 0x1052, "RescaleIntercept"};
inline constexpr DicomTag rescale_slope{0x0028, 0x1053, "RescaleSlope"};
inline constexpr DicomTag rescale_type{0x0028, 0x1054, "RescaleType"};
inline constexpr DicomTag lossy{0x0028, 0x2110, "LossyImageCompression"};
inline constexpr DicomTag modality_lut{0x0028, 0x3000, "ModalityLUTSequence"};
inline constexpr DicomTag pixel_measures{0x0028, 0x9110, "PixelMeasuresSequence"};
inline constexpr DicomTag units_code{0x0040, 0x08EA, "MeasurementUnitsCodeSequence"};
inline constexpr DicomTag real_world_values{0x0040, 0x9096, "RealWorldValueMappingSequence"};
inline constexpr DicomTag real_world_intercept{0x0040, 0x9224, "RealWorldValueIntercept"};
inline constexpr DicomTag real_world_slope{0x0040, 0x9225, "RealWorldValueSlope"};
inline constexpr DicomTag radiopharmaceuticals{0x0054, 0x0016,
                                               "RadiopharmaceuticalInformationSequence"};
inline constexpr DicomTag detectors{0x0054, 0x0022, "DetectorInformationSequence"};
inline constexpr DicomTag radionuclide{0x0054, 0x0300, "RadionuclideCodeSequence"};
inline constexpr DicomTag number_of_slices{0x0054, 0x0081, "NumberOfSlices"};
inline constexpr DicomTag series_type{0x0054, 0x1000, "SeriesType"};
inline constexpr DicomTag units{0x0054, 0x1001, "Units"};
inline constexpr DicomTag decay_correction{0x0054, 0x1102, "DecayCorrection"};
inline constexpr DicomTag frame_reference_time{0x0054, 0x1300, "FrameReferenceTime"};
inline constexpr DicomTag decay_factor{0x0054, 0x1321, "DecayFactor"};
inline constexpr DicomTag segments{0x0062, 0x0002, "SegmentSequence"};
inline constexpr DicomTag segmentation_type{0x0062, 0x0001, "SegmentationType"};
inline constexpr DicomTag segment_number{0x0062, 0x0004, "SegmentNumber"};
inline constexpr DicomTag segment_label{0x0062, 0x0005, "SegmentLabel"};
inline constexpr DicomTag segment_of_frame{0x0062, 0x000A, "SegmentIdentificationSequence"};
inline constexpr DicomTag segment_referenced{0x0062, 0x000B, "ReferencedSegmentNumber"};
inline constexpr DicomTag largest_fraction{0x0062, 0x000E, "MaximumFractionalValue"};
inline constexpr DicomTag structures{0x3006, 0x0020, "StructureSetROISequence"};
inline constexpr DicomTag structure_number{0x3006, 0x0022, "ROINumber"};
inline constexpr DicomTag structure_frame{0x3006, 0x0024, "ReferencedFrameOfReferenceUID"};
inline constexpr DicomTag structure_name{0x3006, 0x0026, "ROIName"};
inline constexpr DicomTag structure_contours{0x3006, 0x0039, "ROIContourSequence"};
inline constexpr DicomTag contours{0x3006, 0x0040, "ContourSequence"};
inline constexpr DicomTag contour_type{0x3006, 0x0042, "ContourGeometricType"};
inline constexpr DicomTag contour_points{0x3006, 0x0046, "NumberOfContourPoints"};
inline constexpr DicomTag contour_data{0x3006, 0x0050, "ContourData"};
inline constexpr DicomTag structure_referenced{0x3006, 0x0084, "ReferencedROINumber"};
inline constexpr DicomTag shared_groups{0x5200, 0x9229, "SharedFunctionalGroupsSequence"};
inline constexpr DicomTag frame_groups{0x5200, 0x9230, "PerFrameFunctionalGroupsSequence"};
inline constexpr DicomTag pixel_data{0x7FE0, 0x0010, "PixelData"};

}  // namespace dicom

}  // namespace yttria
