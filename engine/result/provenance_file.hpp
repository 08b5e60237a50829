// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/hdf5/group.hpp"
#include "engine/hdf5/output_group.hpp"
#include "engine/result/dose.hpp"

namespace yttria {

/// Writes /provenance: what follows from the identity and the sums, then dose.provenance. An entry
/// of dose.provenance with a name that follows from the sums is not written.
void write_provenance(hdf5::OutputGroup& root, const Dose& dose);

/// Fills identity, planned batches, total decays and dose.provenance (ascending by name).
void read_provenance(const hdf5::Group& provenance, Dose& dose);

/// Named facts as attributes, with a digest of them all, and those attributes that are such facts,
/// ascending by name. InputError where the digest is not theirs: HDF5 has no checksums on texts.
void write_entries(hdf5::OutputGroup& group, const Provenance& entries);
Provenance read_entries(const hdf5::Group& group);

}  // namespace yttria
