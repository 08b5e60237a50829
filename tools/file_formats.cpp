// SPDX-License-Identifier: Apache-2.0
#include "tools/file_formats.hpp"

namespace yttria {

const char* file_formats_text() {
  return R"(Files are HDF5. Arrays are [z][y][x], x fastest. Coordinates are DICOM's LPS (x to the
patient's left, y to posterior, z to superior) in mm; the origin is the centre of voxel (0,0,0).
Where units are shown, the dataset must carry them as its attribute `units`. Types are NumPy's: f4
is a 32-bit float, u8 a 64-bit whole number. Groups and attributes that are not listed are ignored.
Root attributes: format ("yttria-case", ...), format_version [1, 0].

CASE  "yttria-case"   (in: run check plan convolve report --case; out: phantom import)
  /grid                       attributes spacing_mm f8[3] (x,y,z), origin_mm f8[3], direction f8[9]
                              (row-major; columns are the unit vectors of the x, y, z index)
  /medium/density             f4 [z][y][x]  "g/cm3"; 0 is vacuum
  /medium/material            u1|u2 [z][y][x]  "1": row of /materials
  /materials/name             string[m]: of the library (yttria material), or new ones with
  /materials/Z u1[k], mass_fraction f8[m][k], mean_excitation_energy f8[m] "eV"   (all or none)
  /source/map                 f4|f8 [z][y][x] >= 0; attributes nuclide ("Y-90"), units, quantity:
                              decays "1" (all decays per voxel), activity "Bq" (at time zero, no
                              clearance), activity_concentration "Bq/mL", relative "1" (with
                              total_decays)
  /source/points              instead of the map: position f8[n][3] "mm", decays f8[n] "1"; nuclide
                              is an attribute of the group. "electron" has energy_MeV
  /source/beta_spectrum       f8[n][2] "MeV": energy, density per MeV; replaces the nuclide's
  /roi/NAME                   u1 [z][y][x] mask, attribute role: tumour normal_liver lung other
  /imports                    what an import found and decided: attributes with units in their
                              names, a group each for ct, activity, grid, medium, source, regions;
                              in no digest. UIDs are "SALT:SHA-256 of SALT and UID" in hex

DOSE  "yttria-dose"   (in: report dvh compare plan merge info; out: run merge convolve)
  status                      root attribute: complete or partial
  /grid                       as above
  /result/dose                f4  "Gy" for all decays of the case; NaN where density is 0
  /result/uncertainty         f4  "1": relative, 1 sigma; NaN where it cannot be estimated
  /result/mass                f4  "g"
  /tally                      of a Monte Carlo run: exact sums, from which it can be merged and
                              continued. energy u8 (quantum_MeV 2^-22), energy_squared u8[2] (low,
                              high), groups u8[16][voxels of regions], batches u8[n][2] half-open
  /roi/NAME                   attributes role, mass_g, mean_Gy, mean_uncertainty, min, max, D98 ...
                              D2 (Gy), V100 (volume fraction), each with NAME_sigma; dvh: table
                              dose_Gy, volume_fraction, lower, upper; or a mask as in a case
  /provenance                 attributes: seed, preset, histories, digests, data, device, warnings
  From another program /grid and /result/dose are enough; /result/uncertainty, /result/mass and
  masks in /roi are used when they are there.

KERNEL  "yttria-kernel"           (out: kernel; in: convolve --kernel)
COMPARISON  "yttria-comparison"   (out: compare -o)
  /difference                 f4 "1", NaN where not given: local, global, z, gamma_1 ...
  /statistics, /roi/NAME      figures as attributes

REPORT.html   (out: report): one page; its numbers are JSON in the element with the id "report"
(histograms with six digits; all digits: --json).
--json prints to standard output; unknown numbers are null.
)";
}

}  // namespace yttria
