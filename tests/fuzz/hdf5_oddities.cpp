// SPDX-License-Identifier: Apache-2.0
#include "tests/fuzz/hdf5_oddities.hpp"

#include <algorithm>
#include <cstring>
#include <limits>

namespace yttria::fuzz {

namespace {

constexpr std::size_t most_written = 4096;  // elements

Id text_type(Decisions& decisions) {
  Id type(H5Tcopy(H5T_C_S1));
  const std::size_t size = decisions.byte();
  H5Tset_size(type, size == 0 ? H5T_VARIABLE : size);
  H5Tset_strpad(type, static_cast<H5T_str_t>(decisions.below(3)));
  H5Tset_cset(type, decisions.below(2) == 0 ? H5T_CSET_ASCII : H5T_CSET_UTF8);
  return type;
}

Id enumeration() {
  Id type(H5Tenum_create(H5T_STD_I8LE));
  const signed char values[] = {0, 1};
  H5Tenum_insert(type, "FALSE", &values[0]);
  H5Tenum_insert(type, "TRUE", &values[1]);
  return type;
}

Id compound() {
  Id type(H5Tcreate(H5T_COMPOUND, 16));
  H5Tinsert(type, "dose_Gy", 0, H5T_IEEE_F64LE);
  H5Tinsert(type, "lower", 8, H5T_STD_U64LE);
  return type;
}

Id array_of_numbers() {
  const hsize_t extent = 3;
  return H5Tarray_create2(H5T_IEEE_F64LE, 1, &extent);
}

Id half_precision() {
  Id type(H5Tcopy(H5T_IEEE_F32LE));
  H5Tset_fields(type, 15, 10, 5, 0, 10);
  H5Tset_size(type, 2);
  H5Tset_ebias(type, 15);
  return type;
}

Id part_of_an_integer() {
  Id type(H5Tcopy(H5T_STD_U32LE));
  H5Tset_precision(type, 20);
  H5Tset_offset(type, 4);
  return type;
}

Id wide_integer() {
  Id type(H5Tcopy(H5T_STD_U64LE));
  H5Tset_size(type, 16);
  return type;
}

}  // namespace

Id odd_type(Decisions& decisions) {
  const std::vector<hid_t> numbers = {
      H5T_IEEE_F32LE, H5T_IEEE_F64LE, H5T_STD_U8LE,  H5T_STD_I8LE,
      H5T_STD_U16LE,  H5T_STD_I16LE,  H5T_STD_U32LE, H5T_STD_I32LE,
      H5T_STD_U64LE,  H5T_STD_I64LE,  H5T_STD_U64BE, H5T_STD_I64BE,
      H5T_IEEE_F32BE, H5T_IEEE_F64BE, H5T_STD_U16BE, H5T_NATIVE_LDOUBLE};
  const std::size_t choice = decisions.below(32);
  if (choice < numbers.size()) return H5Tcopy(numbers[choice]);
  switch (choice - numbers.size()) {
    case 0:
      return enumeration();
    case 1:
      return compound();
    case 2:
      return array_of_numbers();
    case 3:
      return half_precision();
    case 4:
      return part_of_an_integer();
    case 5:
      return wide_integer();
    case 6:
      return H5Tcreate(H5T_OPAQUE, 1 + decisions.byte());
    case 7:
      return H5Tcopy(H5T_STD_B32LE);
    case 8:
      return H5Tcopy(H5T_STD_REF_OBJ);
    case 9:
      return H5Tvlen_create(H5T_IEEE_F64LE);
    case 10:
      return H5Tcopy(H5T_UNIX_D32LE);
    default:
      return text_type(decisions);
  }
}

Id odd_space(Decisions& decisions) {
  const std::size_t kind = decisions.below(8);
  if (kind == 6) return H5Screate(H5S_SCALAR);
  if (kind == 7) return H5Screate(H5S_NULL);
  std::vector<hsize_t> extent(kind == 0 ? 1 : kind), most;
  constexpr hsize_t lengths[] = {1u << 16, (1u << 20) + 1, hsize_t{1} << 31, hsize_t{1} << 36,
                                 hsize_t{1} << 63};
  for (hsize_t& length : extent) {
    const std::size_t choice = decisions.byte();
    length = choice < 251 ? choice : lengths[choice - 251];
  }
  most = extent;
  if (decisions.below(4) == 3) most.front() = H5S_UNLIMITED;
  return H5Screate_simple(static_cast<int>(extent.size()), extent.data(), most.data());
}

Id odd_creation(Decisions& decisions, hid_t space) {
  Id creation(H5Pcreate(H5P_DATASET_CREATE));
  const int axes = H5Sget_simple_extent_ndims(space);
  const std::size_t layout = decisions.below(4);
  if (layout == 1) H5Pset_layout(creation, H5D_COMPACT);
  if (layout >= 2 && axes > 0) {
    std::vector<hsize_t> chunk(static_cast<std::size_t>(axes));
    for (hsize_t& length : chunk) length = 1 + decisions.below(16);
    H5Pset_chunk(creation, axes, chunk.data());
    const std::size_t filters =
        decisions.byte();  // not nbit, with which HDF5 itself writes wrongly
    if ((filters & 1) != 0) H5Pset_fletcher32(creation);
    if ((filters & 2) != 0) H5Pset_shuffle(creation);
    if ((filters & 4) != 0) H5Pset_deflate(creation, 1);
    if ((filters & 8) != 0) H5Pset_filter(creation, 32000, H5Z_FLAG_OPTIONAL, 0, nullptr);
  }
  if (decisions.below(2) == 1) {
    const double fill = odd_number(decisions);
    H5Pset_fill_value(creation, H5T_NATIVE_DOUBLE, &fill);
  }
  return creation;
}

double odd_number(Decisions& decisions) {
  using Limits = std::numeric_limits<double>;
  constexpr double numbers[] = {-1.0,
                                Limits::quiet_NaN(),
                                Limits::infinity(),
                                -Limits::infinity(),
                                1e308,
                                -1e308,
                                Limits::denorm_min(),
                                1e-308,
                                0x1p31,
                                0x1p53,
                                0x1p63,
                                0x1p64,
                                0.1,
                                1e39,
                                -0.0,
                                1e6};
  const std::size_t choice = decisions.byte();
  if (choice < 200) return static_cast<double>(choice);
  if (choice < 200 + std::size(numbers)) return numbers[choice - 200];
  const std::uint64_t bits = decisions.word();
  double value = 0;
  std::memcpy(&value, &bits, sizeof value);
  return value;
}

std::string odd_text(Decisions& decisions) {
  static const std::vector<std::string> words = {"",
                                                 "yttria-case",
                                                 "yttria-dose",
                                                 "yttria-kernel",
                                                 "complete",
                                                 "partial",
                                                 "g/cm3",
                                                 "g",
                                                 "Gy",
                                                 "1",
                                                 "Bq",
                                                 "Bq/mL",
                                                 "MeV",
                                                 "mm",
                                                 "eV",
                                                 "mGy/(MBq s)",
                                                 "decays",
                                                 "activity",
                                                 "relative",
                                                 "Y-90",
                                                 "P-32",
                                                 "electron",
                                                 "tumour",
                                                 "normal_liver",
                                                 "lung",
                                                 "other",
                                                 "water",
                                                 "schneider-24",
                                                 "medium",
                                                 "voxel",
                                                 "point",
                                                 "0",
                                                 "-1",
                                                 "1e7",
                                                 "activity_concentration",
                                                 "ffffffffffffffff",
                                                 "18446744073709551615",
                                                 "18446744073709551616"};
  const std::size_t choice = decisions.byte();
  std::string text = choice < words.size() ? words[choice] : decisions.text();
  text.erase(std::remove(text.begin(), text.end(), '\0'), text.end());
  return text;
}

OddValues::OddValues(Decisions& decisions, hid_t type, hid_t space) {
  const hssize_t points = H5Sget_simple_extent_npoints(space);
  const std::size_t size = H5Tget_size(type);
  if (points <= 0 || points > static_cast<hssize_t>(most_written) || size == 0) return;
  const auto count = static_cast<std::size_t>(points);
  if (H5Tis_variable_str(type) > 0) {
    texts_ = {odd_text(decisions), odd_text(decisions)};
    bytes_.resize(count * sizeof(char*));
    for (std::size_t i = 0; i < count; ++i) {
      const char* text = texts_[i % 2].c_str();
      std::memcpy(bytes_.data() + i * sizeof text, &text, sizeof text);
    }
    return;
  }
  if (H5Tdetect_class(type, H5T_VLEN) > 0 || H5Tdetect_class(type, H5T_REFERENCE) > 0) return;
  bytes_.resize(count * std::max(size, sizeof(double)));
  if (H5Tget_class(type) == H5T_STRING) {
    const std::string text = odd_text(decisions);
    for (std::size_t i = 0; i < count; ++i) {
      std::memcpy(bytes_.data() + i * size, text.data(), std::min(size, text.size()));
    }
    return;
  }
  const double one = odd_number(decisions), other = odd_number(decisions);
  const std::size_t odd = decisions.byte();
  for (std::size_t i = 0; i < count; ++i) {
    std::memcpy(bytes_.data() + i * sizeof one, i == odd ? &other : &one, sizeof one);
  }
  // To numbers of any kind; what cannot be converted stays as these bytes.
  H5Tconvert(H5T_NATIVE_DOUBLE, type, count, bytes_.data(), nullptr, H5P_DEFAULT);
}

}  // namespace yttria::fuzz
