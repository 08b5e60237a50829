// SPDX-License-Identifier: Apache-2.0
#include "engine/hdf5/output_file.hpp"

#include <fmt/format.h>
#include <hdf5.h>

#include <utility>

#include "engine/error.hpp"

namespace yttria::hdf5 {

OutputFile::OutputFile(std::filesystem::path path, bool replace)
    : target_(std::move(path), replace) {
  quiet_library();
  const Handle access(H5Pcreate(H5P_FILE_ACCESS), H5Pclose);
  H5Pset_file_locking(access.id(), false, true);
  H5Pset_fclose_degree(access.id(), H5F_CLOSE_STRONG);
  // The format of HDF5 1.10 has checksums on attributes and structure, earlier ones have not.
  H5Pset_libver_bounds(access.id(), H5F_LIBVER_V110, H5F_LIBVER_V110);
  const Handle creation(H5Pcreate(H5P_FILE_CREATE), H5Pclose);
  set_header(creation);
  file_ = Handle(H5Fcreate(target_.temporary().c_str(), H5F_ACC_TRUNC, creation.id(), access.id()),
                 H5Fclose);
  if (!file_) {
    throw InputError(fmt::format("{}: cannot be written ({}); is the folder writable?",
                                 target_.path().string(), library_error()));
  }
}

OutputGroup OutputFile::root() {
  return {Handle(H5Gopen2(file_.id(), "/", H5P_DEFAULT), H5Gclose), target_.path().string() + ": "};
}

void OutputFile::commit(const std::filesystem::path& keep) {
  if (!file_.reset()) {
    throw RunError(fmt::format("{}: cannot be completed ({}); is the disk full?",
                               target_.path().string(), library_error()));
  }
  target_.commit(keep);
}

}  // namespace yttria::hdf5
