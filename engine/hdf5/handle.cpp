// SPDX-License-Identifier: Apache-2.0
#include "engine/hdf5/handle.hpp"

#include <hdf5.h>

#include <type_traits>

namespace yttria::hdf5 {

static_assert(std::is_same_v<Handle::Id, hid_t>);

namespace {

herr_t keep_innermost(unsigned depth, const H5E_error2_t* error, void* out) {
  if (depth == 0 && error->desc != nullptr) *static_cast<std::string*>(out) = error->desc;
  return 0;
}

}  // namespace

bool Handle::is_open() const {
  return id_ >= 0 && H5Iis_valid(id_) > 0;
}

void quiet_library() {
  // At exit HDF5 would flush what a failed write left behind, and crash. We close what we open.
  static const herr_t without_cleanup = H5dont_atexit();
  static_cast<void>(without_cleanup);
  H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr);
  H5PLset_loading_state(0);  // a case file must not decide which code we load
}

std::string library_error() {
  std::string message;
  H5Ewalk2(H5E_DEFAULT, H5E_WALK_UPWARD, keep_innermost, &message);
  return message.empty() ? "no further detail from HDF5" : message;
}

void set_header(const Handle& creation) {
  constexpr unsigned most_in_header = 65535;
  H5Pset_attr_phase_change(creation.id(), most_in_header, 0);
  H5Pset_obj_track_times(creation.id(), false);
}

}  // namespace yttria::hdf5
