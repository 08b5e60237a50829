// SPDX-License-Identifier: Apache-2.0
#include "engine/exchange/dcmtk_session.hpp"

#include <dcmtk/config/osconfig.h>
// DCMTK's configuration comes before its other headers.
#include <dcmtk/dcmdata/dctk.h>

#include "engine/error.hpp"

namespace yttria {

void start_dcmtk() {
  OFLog::configure(OFLogger::OFF_LOG_LEVEL);
  if (dcmDataDict.isDictionaryLoaded()) return;
  throw RunError(
      "DCMTK finds no data dictionary; name its dicom.dic in the environment variable "
      "DCMDICTPATH, or install DCMTK anew");
}

}  // namespace yttria
