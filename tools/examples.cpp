// SPDX-License-Identifier: Apache-2.0
#include "tools/examples.hpp"

#include <map>

namespace yttria {

namespace {

const std::map<std::string, const char*>& all_examples() {
  static const std::map<std::string, const char*> all = {
      {"",
       "  yttria phantom liver -o liver.h5                  a first case\n"
       "  yttria run liver.h5 -o dose.h5 --preset clinical  its dose\n"
       "  yttria report dose.h5 -o report.html              a page about it\n"
       "  yttria help formats                               what is in the files"},
      {"run",
       "  yttria run case.h5 -o dose.h5                     1e7 decays, the most accurate "
       "transport\n"
       "  yttria run case.h5 -o dose.h5 --preset clinical   faster, within 0.5 % of that\n"
       "  yttria run case.h5 -o dose.h5 --goal liver=0.5    until the liver's mean is known to 0.5 "
       "%\n"
       "  yttria run case.h5 -o a.h5 --batches 0:32         a part, for yttria merge"},
      {"check",
       "  yttria check case.h5                  mistakes, memory, expected mean doses in Gy\n"
       "  yttria check case.h5 --preset clinical --json"},
      {"info",
       "  yttria info dose.h5                   doses in Gy by region, energy balance, digests\n"
       "  yttria info case.h5 --json"},
      {"material",
       "  yttria material                       the library, densities in g/cm3\n"
       "  yttria material liver 'cortical bone' --energies 0.1,1"},
      {"phantom",
       "  yttria phantom liver -o liver.h5                  liver, tumours, lungs\n"
       "  yttria phantom sphere -o sphere.h5 --radius 15    mm"},
      {"kernel",
       "  yttria kernel vsv --case case.h5 -o k.h5          voxel S values\n"
       "  yttria kernel dpk --medium water -o dpk.h5        dose point kernel"},
      {"import",
       "  yttria import dicom --ct CT/ --activity PET/ --rtstruct rs.dcm -o case.h5\n"
       "  yttria import nifti --ct ct.nii.gz --activity pet.nii.gz --total-activity 2.5 -o case.h5 "
       "   "
       "GBq"},
      {"help",
       "  yttria help run                       all flags of a command\n"
       "  yttria help formats                   what is in the files"},
      {"phantom liver", "  yttria phantom liver -o liver.h5 --spacing 2 --activity 2.5    mm, GBq"},
      {"phantom sphere", "  yttria phantom sphere -o sphere.h5 --radius 15 --material liver    mm"},
      {"phantom slab", "  yttria phantom slab -o slab.h5"},
      {"phantom lattice",
       "  yttria phantom lattice -o lattice.h5 --spacing 3    one source voxel: voxel S values"},
      {"merge",
       "  yttria merge a.h5 b.h5 -o dose.h5     the sum of --batches 0:32 and 32:64, exactly"},
      {"kernel vsv",
       "  yttria kernel vsv --case case.h5 -o k.h5 --csv k.csv    mGy per decay for its voxels"},
      {"kernel dpk", "  yttria kernel dpk --medium water -o dpk.h5"},
      {"convolve",
       "  yttria convolve case.h5 --method vsv -o vsv.h5\n"
       "  yttria convolve case.h5 --method local -o local.h5    no transport at all"},
      {"dvh",
       "  yttria dvh dose.h5 --D 98,50 --V 50,100 --csv dvh.csv    %, Gy\n"
       "  yttria dvh dose.h5 --roi liver --alpha-beta 2.5 --repair-half-time 1.5h \\\n"
       "      --effective-half-life physical"},
      {"plan",
       "  yttria plan case.h5 --dose dose.h5\n"
       "  yttria plan case.h5 --device resin --height-cm 172 --weight-kg 70"},
      {"compare",
       "  yttria compare dose.h5 vsv.h5 --gamma 3%/3mm\n"
       "  yttria compare planned.h5 delivered.h5 --roi liver -o difference.h5"},
      {"report",
       "  yttria report dose.h5 --case case.h5 -o report.html\n"
       "  yttria report dose.h5 vsv.h5 -o both.html --isodose 20,50,100,200    Gy"},
      {"import dicom",
       "  yttria import dicom --ct CT/ --activity PET/ --rtstruct rs.dcm --role 'tum*=tumour' -o "
       "case.h5\n"
       "  yttria import dicom --ct CT/ --mask liver=LIVER/ --mask tumour=TUMOUR/ \\\n"
       "      --uptake liver=1 --uptake tumour=4 --total-activity 3 --lung-shunt 5 --lungs outside "
       "\\\n"
       "      --body auto --grid 3 -o case.h5    GBq, %, mm"},
      {"import nifti",
       "  yttria import nifti --ct ct.nii.gz --activity pet.nii.gz --mask liver=liver.nii.gz \\\n"
       "      --total-activity 2.5 -o case.h5    GBq"},
      {"import mhd",
       "  yttria import mhd --ct ct.mhd --activity spect.mha --total-activity 2.5 -o case.h5    "
       "GBq"},
      {"export",
       "  yttria export dose.h5 --rtdose dose.dcm --like ct.dcm    patient, study, frame of "
       "reference\n"
       "  yttria export dose.h5 --nifti dose.nii.gz --csv dvh.csv"},
      {"devices", "  yttria devices                        what --devices 0,1 would mean here"},
      {"selftest",
       "  yttria selftest                       one line per backend; exit code 0 when all agree"},
  };
  return all;
}

}  // namespace

std::string examples_of(const std::string& command) {
  const auto found = all_examples().find(command);
  return found == all_examples().end() ? std::string() : std::string("Examples:\n") + found->second;
}

}  // namespace yttria
