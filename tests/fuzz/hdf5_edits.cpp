// SPDX-License-Identifier: Apache-2.0
#include "tests/fuzz/hdf5_edits.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <stdexcept>

#include "engine/hdf5/handle.hpp"

namespace yttria::fuzz {

namespace {

constexpr int most_changes = 32;

herr_t keep_object(hid_t, const char* name, const H5O_info_t*, void* out) {
  std::string path = "/";
  if (std::string(name) != ".") path += name;
  static_cast<std::vector<std::string>*>(out)->push_back(path);
  return 0;
}

herr_t keep_name(hid_t, const char* name, const H5A_info_t*, void* out) {
  static_cast<std::vector<std::string>*>(out)->emplace_back(name);
  return 0;
}

void remove(hid_t file, const std::string& object) {
  if (object != "/") H5Ldelete(file, object.c_str(), H5P_DEFAULT);
}

void put_attribute(hid_t file, const std::string& object, const std::string& name,
                   Decisions& decisions) {
  const Id owner(H5Oopen(file, object.c_str(), H5P_DEFAULT));
  if (owner < 0 || name.empty()) return;
  H5Adelete(owner, name.c_str());
  const Id type = odd_type(decisions), space = odd_space(decisions);
  const OddValues values(decisions, type, space);
  const Id created(H5Acreate2(owner, name.c_str(), type, space, H5P_DEFAULT, H5P_DEFAULT));
  if (created >= 0 && values.any()) H5Awrite(created, type, values.data());
}

/// A scalar or short attribute of a common type, which a reader believes more often.
void put_plain_attribute(hid_t file, const std::string& object, const std::string& name,
                         Decisions& decisions) {
  const Id owner(H5Oopen(file, object.c_str(), H5P_DEFAULT));
  if (owner < 0 || name.empty()) return;
  H5Adelete(owner, name.c_str());
  if (decisions.below(2) == 0) {
    const Id type(H5Tcopy(H5T_C_S1)), space(H5Screate(H5S_SCALAR));
    H5Tset_size(type, H5T_VARIABLE);
    const std::string text = odd_text(decisions);
    const char* pointer = text.c_str();
    const Id created(H5Acreate2(owner, name.c_str(), type, space, H5P_DEFAULT, H5P_DEFAULT));
    if (created >= 0) H5Awrite(created, type, &pointer);
    return;
  }
  std::vector<double> numbers(decisions.below(10));
  for (double& number : numbers) number = odd_number(decisions);
  const hsize_t count = numbers.size();
  const Id space(count == 0 ? H5Screate(H5S_SCALAR) : H5Screate_simple(1, &count, nullptr));
  if (count == 0) numbers = {odd_number(decisions)};
  const hid_t type = decisions.below(2) == 0 ? H5T_IEEE_F64LE : H5T_STD_U64LE;
  const Id created(H5Acreate2(owner, name.c_str(), type, space, H5P_DEFAULT, H5P_DEFAULT));
  if (created >= 0) H5Awrite(created, H5T_NATIVE_DOUBLE, numbers.data());
}

herr_t copy_attribute(hid_t from, const char* name, const H5A_info_t*, void* to) {
  const Id old(H5Aopen(from, name, H5P_DEFAULT));
  const Id type(H5Aget_type(old)), space(H5Aget_space(old));
  const hssize_t points = H5Sget_simple_extent_npoints(space);
  if (points < 0 || points > 4096) return 0;
  std::vector<char> buffer(H5Tget_size(type) * static_cast<std::size_t>(points) + 1);
  if (H5Aread(old, type, buffer.data()) < 0) return 0;
  const Id created(
      H5Acreate2(*static_cast<hid_t*>(to), name, type, space, H5P_DEFAULT, H5P_DEFAULT));
  if (created >= 0) H5Awrite(created, type, buffer.data());
  H5Dvlen_reclaim(type, space, H5P_DEFAULT, buffer.data());
  return 0;
}

/// In the place of whatever was there, whose attributes are kept.
void put_dataset(hid_t file, const std::string& object, Decisions& decisions, bool same_type,
                 bool same_shape) {
  if (object == "/") return;
  const Id old(H5Oopen(file, object.c_str(), H5P_DEFAULT));
  const bool was_dataset = old >= 0 && H5Iget_type(old) == H5I_DATASET;
  const Id type = same_type && was_dataset ? Id(H5Dget_type(old)) : odd_type(decisions);
  const Id space = same_shape && was_dataset ? Id(H5Dget_space(old)) : odd_space(decisions);
  const Id creation = odd_creation(decisions, space);
  const OddValues values(decisions, type, space);
  const Id links(H5Pcreate(H5P_LINK_CREATE));
  H5Pset_create_intermediate_group(links, 1);
  const Id created(H5Dcreate_anon(file, type, space, creation, H5P_DEFAULT));
  if (created < 0) return;
  if (values.any()) H5Dwrite(created, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data());
  hid_t target = created;
  if (old >= 0) H5Aiterate2(old, H5_INDEX_NAME, H5_ITER_INC, nullptr, copy_attribute, &target);
  remove(file, object);
  H5Olink(created, file, object.c_str(), links, H5P_DEFAULT);
}

void put_virtual_dataset(hid_t file, const std::string& object) {
  const hsize_t extent = 4;
  const Id space(H5Screate_simple(1, &extent, nullptr)), creation(H5Pcreate(H5P_DATASET_CREATE));
  H5Pset_virtual(creation, space, "/etc/passwd", "/x", space);
  remove(file, object);
  const Id created(
      H5Dcreate2(file, object.c_str(), H5T_IEEE_F32LE, space, H5P_DEFAULT, creation, H5P_DEFAULT));
}

void put_external_dataset(hid_t file, const std::string& object) {
  const hsize_t extent = 4;
  const Id space(H5Screate_simple(1, &extent, nullptr)), creation(H5Pcreate(H5P_DATASET_CREATE));
  H5Pset_external(creation, "/etc/passwd", 0, 16);
  remove(file, object);
  const Id created(
      H5Dcreate2(file, object.c_str(), H5T_IEEE_F32LE, space, H5P_DEFAULT, creation, H5P_DEFAULT));
}

/// One element of an array of numbers.
void poke(hid_t file, const std::string& object, Decisions& decisions) {
  const Id dataset(H5Dopen2(file, object.c_str(), H5P_DEFAULT));
  if (dataset < 0) return;
  const Id space(H5Dget_space(dataset));
  const int axes = H5Sget_simple_extent_ndims(space);
  const hssize_t points = H5Sget_simple_extent_npoints(space);
  if (axes < 1 || points < 1) return;
  std::vector<hsize_t> extent(static_cast<std::size_t>(axes)), at(extent.size());
  H5Sget_simple_extent_dims(space, extent.data(), nullptr);
  for (std::size_t axis = 0; axis < at.size(); ++axis) at[axis] = decisions.byte() % extent[axis];
  H5Sselect_elements(space, H5S_SELECT_SET, 1, at.data());
  const hsize_t one = 1;
  const Id memory(H5Screate_simple(1, &one, nullptr));
  const double value = odd_number(decisions);
  H5Dwrite(dataset, H5T_NATIVE_DOUBLE, memory, space, H5P_DEFAULT, &value);
}

void put_link(hid_t file, const std::string& object, const std::string& to, std::size_t kind) {
  if (object == "/") return;
  const Id target(kind == 0 ? H5Oopen(file, to.c_str(), H5P_DEFAULT) : -1);
  remove(file, object);
  const char* name = object.c_str();
  if (kind == 0) H5Olink(target, file, name, H5P_DEFAULT, H5P_DEFAULT);  // also circles
  if (kind == 1) H5Lcreate_soft(to.c_str(), file, name, H5P_DEFAULT, H5P_DEFAULT);
  if (kind == 2)
    H5Lcreate_external("/etc/passwd", to.c_str(), file, name, H5P_DEFAULT, H5P_DEFAULT);
}

}  // namespace

GoodFile::GoodFile(const std::filesystem::path& path, const std::vector<std::string>& optional) {
  hdf5::quiet_library();
  const Id file(H5Fopen(path.c_str(), H5F_ACC_RDONLY, H5P_DEFAULT));
  if (file < 0) throw std::logic_error("no good file to begin with");
  H5Ovisit(file, H5_INDEX_NAME, H5_ITER_INC, keep_object, &objects_);
  for (const std::string& object : objects_) {
    std::vector<std::string> names;
    const Id owner(H5Oopen(file, object.c_str(), H5P_DEFAULT));
    H5Aiterate2(owner, H5_INDEX_NAME, H5_ITER_INC, nullptr, keep_name, &names);
    for (const std::string& name : names) attributes_.push_back({object, name});
  }
  for (const std::string& word : optional) {
    const std::size_t at = word.find('@');
    if (at == std::string::npos) {
      objects_.push_back(word);
    } else {
      attributes_.push_back({word.substr(0, at), word.substr(at + 1)});
    }
  }
  std::ifstream stream(path, std::ios::binary);
  bytes_.assign(std::istreambuf_iterator<char>(stream), {});
}

void GoodFile::write_changed(const std::filesystem::path& path, Decisions& decisions) const {
  std::ofstream stream(path, std::ios::binary);
  stream.write(reinterpret_cast<const char*>(bytes_.data()),
               static_cast<std::streamsize>(bytes_.size()));
  stream.close();
  const Id file(H5Fopen(path.c_str(), H5F_ACC_RDWR, H5P_DEFAULT));
  for (int i = 0; i < most_changes && decisions.any(); ++i) change(file, decisions);
}

void GoodFile::change(hid_t file, Decisions& decisions) const {
  const std::size_t kind = decisions.below(16);
  if (kind < 5) {
    const Attribute& at = decisions.of(attributes_);
    if (kind == 0) H5Adelete_by_name(file, at.object.c_str(), at.name.c_str(), H5P_DEFAULT);
    if (kind == 1) put_attribute(file, at.object, at.name, decisions);
    if (kind > 1) put_plain_attribute(file, at.object, at.name, decisions);
    return;
  }
  const std::string& object = decisions.of(objects_);
  switch (kind) {
    case 5:
      return remove(file, object);
    case 6:
      return put_dataset(file, object, decisions, false, false);
    case 7:
      return put_dataset(file, object, decisions, true, false);
    case 8:
      return put_dataset(file, object, decisions, false, true);
    case 9:
      return put_dataset(file, object, decisions, true, true);
    case 10:
      return put_link(file, object, decisions.of(objects_), decisions.below(3));
    case 11: {
      remove(file, object);
      const Id group(H5Gcreate2(file, object.c_str(), H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT));
      return;
    }
    case 12:
      return decisions.below(2) == 0 ? put_virtual_dataset(file, object)
                                     : put_external_dataset(file, object);
    case 13: {
      const std::string name = (object == "/" ? "" : object) + "/" + odd_text(decisions);
      H5Ocopy(file, decisions.of(objects_).c_str(), file, name.c_str(), H5P_DEFAULT, H5P_DEFAULT);
      return;
    }
    case 14:
      return put_attribute(file, object, odd_text(decisions), decisions);
    default:
      return poke(file, object, decisions);
  }
}

}  // namespace yttria::fuzz
