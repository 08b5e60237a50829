// SPDX-License-Identifier: Apache-2.0
#include "tests/engine/support/edited_file.hpp"

#include <algorithm>
#include <stdexcept>

namespace yttria::test {

namespace {

template <class Result>
Result must(Result result) {
  if (result < 0) throw std::logic_error("the test could not change its file");
  return result;
}

hsize_t product(const std::vector<hsize_t>& shape) {
  hsize_t count = 1;
  for (const hsize_t extent : shape) count *= extent;
  return count;
}

void write_attribute(hid_t file, const std::string& object, const std::string& name, hid_t stored,
                     hid_t memory, hid_t space, const void* values) {
  const hid_t owner = must(H5Oopen(file, object.c_str(), H5P_DEFAULT));
  if (H5Aexists(owner, name.c_str()) > 0) must(H5Adelete(owner, name.c_str()));
  const hid_t attribute =
      must(H5Acreate2(owner, name.c_str(), stored, space, H5P_DEFAULT, H5P_DEFAULT));
  must(H5Awrite(attribute, memory, values));
  H5Aclose(attribute);
  H5Sclose(space);
  H5Oclose(owner);
}

struct CopyTo {
  hid_t from, to;
};

herr_t copy_attribute(hid_t, const char* name, const H5A_info_t*, void* context) {
  const auto& [from, to] = *static_cast<CopyTo*>(context);
  const hid_t old = must(H5Aopen(from, name, H5P_DEFAULT));
  const hid_t type = H5Aget_type(old), space = H5Aget_space(old);
  std::vector<char> buffer(H5Tget_size(type) *
                           static_cast<std::size_t>(H5Sget_simple_extent_npoints(space)));
  must(H5Aread(old, type, buffer.data()));
  const hid_t created = must(H5Acreate2(to, name, type, space, H5P_DEFAULT, H5P_DEFAULT));
  must(H5Awrite(created, type, buffer.data()));
  H5Dvlen_reclaim(type, space, H5P_DEFAULT, buffer.data());
  H5Aclose(created);
  H5Sclose(space);
  H5Tclose(type);
  H5Aclose(old);
  return 0;
}

}  // namespace

EditedFile::EditedFile(const std::filesystem::path& path)
    : file_(must(H5Fopen(path.c_str(), H5F_ACC_RDWR, H5P_DEFAULT))) {}

EditedFile::~EditedFile() {
  H5Fclose(file_);
}

void EditedFile::remove(const std::string& object) {
  must(H5Ldelete(file_, object.c_str(), H5P_DEFAULT));
}

void EditedFile::remove_attribute(const std::string& object, const std::string& name) {
  must(H5Adelete_by_name(file_, object.c_str(), name.c_str(), H5P_DEFAULT));
}

void EditedFile::set_text(const std::string& object, const std::string& name,
                          const std::string& value) {
  const hid_t type = H5Tcopy(H5T_C_S1);
  H5Tset_size(type, H5T_VARIABLE);
  const char* text = value.c_str();
  write_attribute(file_, object, name, type, type, H5Screate(H5S_SCALAR), &text);
  H5Tclose(type);
}

void EditedFile::set_fixed_text(const std::string& object, const std::string& name,
                                const std::string& value, bool space_padded) {
  const hid_t type = H5Tcopy(H5T_C_S1);
  H5Tset_size(type, value.size() + 3);
  H5Tset_strpad(type, space_padded ? H5T_STR_SPACEPAD : H5T_STR_NULLPAD);
  std::string text = value + (space_padded ? "   " : std::string(3, '\0'));
  write_attribute(file_, object, name, type, type, H5Screate(H5S_SCALAR), text.data());
  H5Tclose(type);
}

void EditedFile::set_numbers(const std::string& object, const std::string& name,
                             const std::vector<double>& values) {
  const hsize_t count = values.size();
  write_attribute(file_, object, name, H5T_IEEE_F64LE, H5T_NATIVE_DOUBLE,
                  H5Screate_simple(1, &count, nullptr), values.data());
}

void EditedFile::set_integers(const std::string& object, const std::string& name,
                              const std::vector<std::int64_t>& values) {
  const hsize_t count = values.size();
  write_attribute(file_, object, name, H5T_STD_I64LE, H5T_NATIVE_INT64,
                  H5Screate_simple(1, &count, nullptr), values.data());
}

void EditedFile::put(const std::string& object, const std::vector<hsize_t>& shape,
                     hid_t stored_type, const std::vector<double>& values, hid_t creation) {
  if (!values.empty() && values.size() != product(shape))
    throw std::logic_error("shape and values differ");
  const hid_t space = must(H5Screate_simple(static_cast<int>(shape.size()), shape.data(), nullptr));
  const hid_t created = must(H5Dcreate_anon(file_, stored_type, space, creation, H5P_DEFAULT));
  if (!values.empty()) {
    must(H5Dwrite(created, H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data()));
  }
  if (H5Lexists(file_, object.c_str(), H5P_DEFAULT) > 0) {
    const hid_t old = must(H5Oopen(file_, object.c_str(), H5P_DEFAULT));
    CopyTo context{old, created};
    must(H5Aiterate2(old, H5_INDEX_NAME, H5_ITER_INC, nullptr, copy_attribute, &context));
    H5Oclose(old);
    remove(object);
  }
  must(H5Olink(created, file_, object.c_str(), H5P_DEFAULT, H5P_DEFAULT));
  H5Dclose(created);
  H5Sclose(space);
}

void EditedFile::put_texts(const std::string& object, const std::vector<std::string>& values) {
  if (H5Lexists(file_, object.c_str(), H5P_DEFAULT) > 0) remove(object);
  const hid_t type = H5Tcopy(H5T_C_S1);
  H5Tset_size(type, H5T_VARIABLE);
  const hsize_t count = values.size();
  const hid_t space = must(H5Screate_simple(1, &count, nullptr));
  const hid_t created =
      must(H5Dcreate2(file_, object.c_str(), type, space, H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT));
  std::vector<const char*> texts;
  for (const std::string& value : values) texts.push_back(value.c_str());
  must(H5Dwrite(created, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, texts.data()));
  H5Dclose(created);
  H5Sclose(space);
  H5Tclose(type);
}

std::vector<hsize_t> EditedFile::shape(const std::string& object) const {
  const hid_t dataset = must(H5Dopen2(file_, object.c_str(), H5P_DEFAULT));
  const hid_t space = H5Dget_space(dataset);
  std::vector<hsize_t> extent(static_cast<std::size_t>(H5Sget_simple_extent_ndims(space)));
  H5Sget_simple_extent_dims(space, extent.data(), nullptr);
  H5Sclose(space);
  H5Dclose(dataset);
  return extent;
}

std::vector<int> EditedFile::filters(const std::string& object) const {
  const hid_t dataset = must(H5Dopen2(file_, object.c_str(), H5P_DEFAULT));
  const hid_t creation = H5Dget_create_plist(dataset);
  std::vector<int> ids;
  for (int i = 0; i < H5Pget_nfilters(creation); ++i) {
    unsigned flags = 0, config = 0;
    std::size_t values = 0;
    ids.push_back(H5Pget_filter2(creation, static_cast<unsigned>(i), &flags, &values, nullptr, 0,
                                 nullptr, &config));
  }
  H5Pclose(creation);
  H5Dclose(dataset);
  return ids;
}

std::vector<double> EditedFile::values(const std::string& object) const {
  std::vector<double> out(product(shape(object)));
  const hid_t dataset = must(H5Dopen2(file_, object.c_str(), H5P_DEFAULT));
  must(H5Dread(dataset, H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, out.data()));
  H5Dclose(dataset);
  return out;
}

void EditedFile::poke(const std::string& object, std::size_t element, double value) {
  std::vector<double> all = values(object);
  all.at(element) = value;
  const hid_t dataset = must(H5Dopen2(file_, object.c_str(), H5P_DEFAULT));
  must(H5Dwrite(dataset, H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, all.data()));
  H5Dclose(dataset);
}

void EditedFile::poke_u64(const std::string& object, std::size_t element, std::uint64_t value) {
  std::vector<std::uint64_t> all(product(shape(object)));
  const hid_t dataset = must(H5Dopen2(file_, object.c_str(), H5P_DEFAULT));
  must(H5Dread(dataset, H5T_NATIVE_UINT64, H5S_ALL, H5S_ALL, H5P_DEFAULT, all.data()));
  all.at(element) = value;
  must(H5Dwrite(dataset, H5T_NATIVE_UINT64, H5S_ALL, H5S_ALL, H5P_DEFAULT, all.data()));
  H5Dclose(dataset);
}

void EditedFile::move(const std::string& from, const std::string& to) {
  must(H5Lmove(file_, from.c_str(), file_, to.c_str(), H5P_DEFAULT, H5P_DEFAULT));
}

void EditedFile::soft_link(const std::string& at, const std::string& to) {
  must(H5Lcreate_soft(to.c_str(), file_, at.c_str(), H5P_DEFAULT, H5P_DEFAULT));
}

void EditedFile::external_link(const std::string& at, const std::string& file,
                               const std::string& to) {
  must(H5Lcreate_external(file.c_str(), to.c_str(), file_, at.c_str(), H5P_DEFAULT, H5P_DEFAULT));
}

void EditedFile::virtual_dataset(const std::string& object, const std::string& file,
                                 const std::string& source) {
  const std::vector<hsize_t> extent = shape(object);
  const hid_t space = H5Screate_simple(static_cast<int>(extent.size()), extent.data(), nullptr);
  const hid_t creation = H5Pcreate(H5P_DATASET_CREATE);
  must(H5Pset_virtual(creation, space, file.c_str(), source.c_str(), space));
  remove(object);
  const hid_t created = must(
      H5Dcreate2(file_, object.c_str(), H5T_IEEE_F32LE, space, H5P_DEFAULT, creation, H5P_DEFAULT));
  H5Dclose(created);
  H5Pclose(creation);
  H5Sclose(space);
}

void EditedFile::external_storage(const std::string& object, const std::string& file) {
  const std::vector<hsize_t> extent = shape(object);
  const hid_t creation = H5Pcreate(H5P_DATASET_CREATE);
  must(H5Pset_external(creation, file.c_str(), 0, H5F_UNLIMITED));
  put(object, extent, H5T_IEEE_F32LE, values(object), creation);
  H5Pclose(creation);
}

void EditedFile::group(const std::string& name) {
  H5Gclose(must(H5Gcreate2(file_, name.c_str(), H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT)));
}

}  // namespace yttria::test
