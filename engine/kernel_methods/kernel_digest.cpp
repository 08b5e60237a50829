// SPDX-License-Identifier: Apache-2.0
#include "engine/kernel_methods/kernel_digest.hpp"

#include "engine/digest.hpp"

namespace yttria {

std::string content_digest(const KernelSubject& subject, const KernelEnergy& total) {
  Sha256 digest;
  digest.text("yttria-kernel-content-1");
  digest.text(subject.medium.name);
  digest.text(subject.nuclide);
  digest.text(subject.emission);
  digest.text(subject.emission_digest);
  digest.value(total.emitted);
  digest.value(total.in_kernel);
  return digest.hex();
}

}  // namespace yttria
