// SPDX-License-Identifier: Apache-2.0
#include "engine/result/provenance_file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <utility>

#include "engine/result/content_digest.hpp"
#include "engine/result/entries_digest.hpp"
#include "engine/result/tally_digest.hpp"

namespace yttria {

namespace {

/// Attributes that follow from the rest of the dose.
Provenance derived(const Dose& dose, std::string digest_of_tally, std::string digest_of_content) {
  const RunIdentity& identity = dose.identity;
  const TallySums& tally = dose.tally;
  return {{"case_digest", identity.case_digest},
          {"physics_digest", identity.physics_digest},
          {"run_digest", run_digest(tally)},
          {"tally_digest", std::move(digest_of_tally)},
          {"content_digest", std::move(digest_of_content)},
          {"version", identity.version},
          {"preset", identity.preset},
          {"dose_to", identity.dose_to},
          {"seed", identity.seed},
          {"histories", dose.histories()},
          {"histories_per_batch", identity.histories_per_batch},
          {"batches", tally.batches},
          {"planned_batches", dose.planned_batches},
          {"total_decays", dose.total_decays},
          {"emitted", fmt::format("{}", tally.emitted)},
          {"deposited", fmt::format("{}", tally.deposited)},
          {"escaped", fmt::format("{}", tally.escaped)}};
}

constexpr const char* digest_name = "entries_digest";
constexpr const char* names_name = "entries";  // that the digest is of

/// Files of earlier versions and of other programs have none.
void check_digest(const hdf5::Group& provenance, const Provenance& entries) {
  if (!provenance.has_attribute(digest_name) || !provenance.has_attribute(names_name)) return;
  const std::vector<std::string> names = provenance.texts(names_name);
  Provenance covered;
  std::copy_if(entries.begin(), entries.end(), std::back_inserter(covered), [&](const auto& entry) {
    return std::find(names.begin(), names.end(), entry.first) != names.end();
  });
  if (covered.size() == names.size() && provenance.text(digest_name) == entries_digest(covered))
    return;
  provenance.fail(fmt::format(
      "{} is not that of the attributes; the file is damaged or was changed; copy or compute it "
      "again",
      digest_name));
}

bool contains(const Provenance& entries, const std::string& name) {
  return std::any_of(entries.begin(), entries.end(),
                     [&](const auto& entry) { return entry.first == name; });
}

void write_entry(hdf5::OutputGroup& group, const std::string& name, const ProvenanceValue& value) {
  std::visit([&](const auto& content) { group.attribute(name, content); }, value);
}

}  // namespace

void write_provenance(hdf5::OutputGroup& root, const Dose& dose) {
  hdf5::OutputGroup group = root.group("provenance");
  const std::string of_tally = tally_digest(dose);
  Provenance entries = derived(dose, of_tally, content_digest(dose, of_tally));
  for (const auto& entry : dose.provenance) {
    if (!contains(entries, entry.first)) entries.push_back(entry);
  }
  write_entries(group, entries);
}

void read_provenance(const hdf5::Group& provenance, Dose& dose) {
  dose.identity.case_digest = provenance.text("case_digest");
  dose.identity.physics_digest = provenance.text("physics_digest");
  dose.identity.version = provenance.text("version");
  dose.identity.preset = provenance.text("preset");
  dose.identity.seed = provenance.natural("seed");
  dose.identity.dose_to = provenance.text("dose_to");
  if (dose.identity.dose_to != "medium" && dose.identity.dose_to != "water") {
    provenance.fail("dose_to is \"" + dose.identity.dose_to + "\"; it must be medium or water");
  }
  if (provenance.has_attribute("planned_batches")) {
    dose.planned_batches = provenance.natural("planned_batches");
  }
  dose.total_decays = provenance.number("total_decays");
  if (!(dose.total_decays > 0 && std::isfinite(dose.total_decays))) {
    provenance.fail(
        fmt::format("total_decays is {}; it must be finite and above 0", dose.total_decays));
  }
  const Provenance known = derived(dose, {}, {});  // for the names
  for (auto& entry : read_entries(provenance)) {
    if (!contains(known, entry.first)) dose.provenance.push_back(std::move(entry));
  }
}

void write_entries(hdf5::OutputGroup& group, const Provenance& entries) {
  for (const auto& [name, value] : entries) write_entry(group, name, value);
  std::vector<std::string> names;
  for (const auto& entry : entries) names.push_back(entry.first);
  group.attribute(names_name, names);  // others may add attributes of their own
  group.attribute(digest_name, entries_digest(entries));
}

Provenance read_entries(const hdf5::Group& provenance) {
  using Kind = hdf5::ElementType::Kind;
  Provenance entries;
  for (const std::string& name : provenance.attribute_names()) {
    const hdf5::ElementType type = provenance.attribute_type(name);
    const std::int64_t length = provenance.attribute_length(name);
    if (type.kind == Kind::text && length >= 0) {
      entries.emplace_back(name, provenance.texts(name));
    } else if (type.kind == Kind::text) {
      entries.emplace_back(name, provenance.text(name));
    } else if (length >= 0) {
      continue;  // not one of ours
    } else if (type.kind == Kind::floating) {
      entries.emplace_back(name, provenance.number(name));
    } else if (type.kind == Kind::unsigned_integer) {
      entries.emplace_back(name, provenance.natural(name));
    }
  }
  check_digest(provenance, entries);
  std::erase_if(entries, [](const auto& entry) {
    return entry.first == digest_name || entry.first == names_name;
  });
  return entries;
}

}  // namespace yttria
