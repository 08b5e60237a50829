// SPDX-License-Identifier: Apache-2.0
#include "engine/report/references.hpp"

#include <algorithm>
#include <iterator>

namespace yttria::report {

const std::vector<Reference>& known_references() {
  static const std::vector<Reference> all = {
      {"XCOM",
       "Berger M J, Hubbell J H, Seltzer S M, Chang J, Coursey J S, Sukumar R, Zucker D S, Olsen K "
       "2010. XCOM: photon cross sections database. NIST",
       "10.18434/T48G6X"},
      {"Bland and Altman 1986",
       "Bland J M, Altman D G 1986. Statistical methods for assessing agreement between two "
       "methods of clinical measurement. Lancet 327, 307-310",
       "10.1016/S0140-6736(86)90837-8"},
      {"Bolch et al. 1999",
       "Bolch W E, Bouchet L G, Robertson J S et al. 1999. MIRD pamphlet no. 17: the dosimetry of "
       "nonuniform activity distributions - radionuclide S values at the voxel level. J Nucl Med "
       "40, 11S-36S",
       ""},
      {"Cranley and Patterson 1976",
       "Cranley R, Patterson T N L 1976. Randomization of number theoretic methods for multiple "
       "integration. SIAM J Numer Anal 13, 904-914",
       "10.1137/0713071"},
      {"EPDL97",
       "Cullen D E, Hubbell J H, Kissel L 1997. EPDL97: the evaluated photon data library, '97 "
       "version. UCRL-50400 vol. 6 rev. 5",
       "10.2172/295438"},
      {"DDEP",
       "DDEP, Decay Data Evaluation Project: Be M M, Chiste V, Dulieu C et al. Table of "
       "radionuclides. Monographie BIPM-5, www.nucleide.org",
       ""},
      {"Dieudonne et al. 2013",
       "Dieudonne A, Hobbs R F, Lebtahi R et al. 2013. Study of the impact of tissue density "
       "heterogeneities on 3-dimensional abdominal dosimetry: comparison between dose kernel "
       "convolution and direct Monte Carlo methods. J Nucl Med 54, 236-243",
       "10.2967/jnumed.112.105825"},
      {"Goudsmit and Saunderson 1940",
       "Goudsmit S, Saunderson J L 1940. Multiple scattering of electrons. Phys Rev 57, 24-29",
       "10.1103/PhysRev.57.24"},
      {"Ho et al. 1996",
       "Ho S, Lau W Y, Leung T W T et al. 1996. Partition model for estimating radiation doses "
       "from "
       "yttrium-90 microspheres in treating hepatic tumours. Eur J Nucl Med 23, 947-952",
       "10.1007/BF01084369"},
      {"ICRU Report 37",
       "ICRU Report 37, 1984. Stopping powers for electrons and positrons. J ICRU 19 (2)", ""},
      {"ICRU Report 83",
       "ICRU Report 83, 2010. Prescribing, recording, and reporting photon-beam "
       "intensity-modulated radiation therapy (IMRT). J ICRU 10 (1)",
       ""},
      {"ICRU Report 90",
       "ICRU Report 90, 2016. Key data for ionizing-radiation dosimetry: measurement standards and "
       "applications. J ICRU 14 (1)",
       ""},
      {"Kao et al. 2012",
       "Kao Y H, Hock Tan A E, Burgmans M C et al. 2012. Image-guided personalized predictive "
       "dosimetry by artery-specific SPECT/CT partition modeling for safe and effective 90Y "
       "radioembolization. J Nucl Med 53, 559-566",
       "10.2967/jnumed.111.097469"},
      {"Kawrakow 1997",
       "Kawrakow I 1997. Improved modeling of multiple scattering in the Voxel Monte Carlo model. "
       "Med Phys 24, 505-517",
       "10.1118/1.597933"},
      {"Klein and Nishina 1929",
       "Klein O, Nishina Y 1929. Uber die Streuung von Strahlung durch freie Elektronen nach der "
       "neuen relativistischen Quantendynamik von Dirac. Z Phys 52, 853-868",
       "10.1007/BF01366453"},
      {"Low et al. 1998",
       "Low D A, Harms W B, Mutic S, Purdy J A 1998. A technique for the quantitative evaluation "
       "of "
       "dose distributions. Med Phys 25, 656-661",
       "10.1118/1.598248"},
      {"McCarthy 1969",
       "McCarthy P J 1969. Pseudo-replication: half samples. Rev Int Stat Inst 37, 239-264",
       "10.2307/1402116"},
      {"McKinley and Feshbach 1948",
       "McKinley W A, Feshbach H 1948. The Coulomb scattering of relativistic electrons by nuclei. "
       "Phys Rev 74, 1759-1763",
       "10.1103/PhysRev.74.1759"},
      {"Salmon et al. 2011",
       "Salmon J K, Moraes M A, Dror R O, Shaw D E 2011. Parallel random numbers: as easy as 1, 2, "
       "3. Proc. SC11",
       "10.1145/2063384.2063405"},
      {"Salvat et al. 2005",
       "Salvat F, Jablonski A, Powell C J 2005. ELSEPA - Dirac partial-wave calculation of elastic "
       "scattering of electrons and positrons by atoms, positive ions and molecules. Comput Phys "
       "Commun 165, 157-190",
       "10.1016/j.cpc.2004.09.006"},
      {"Sauter 1931",
       "Sauter F 1931. Uber den atomaren Photoeffekt in der K-Schale nach der relativistischen "
       "Wellenmechanik Diracs. Ann Phys 403, 454-488",
       "10.1002/andp.19314030406"},
      {"Sechopoulos et al. 2018",
       "Sechopoulos I, Rogers D W O, Bazalova-Carter M et al. 2018. RECORDS: improved reporting of "
       "Monte Carlo radiation transport studies: report of the AAPM Research Committee Task Group "
       "268. Med Phys 45, e1-e5",
       "10.1002/mp.12702"},
      {"Seltzer and Berger 1986",
       "Seltzer S M, Berger M J 1986. Bremsstrahlung energy spectra from electrons with kinetic "
       "energy 1 keV-10 GeV incident on screened nuclei and orbital electrons of neutral atoms "
       "with Z = 1-100. At Data Nucl Data Tables 35, 345-418",
       "10.1016/0092-640X(86)90014-8"},
      {"Sempau et al. 2000",
       "Sempau J, Wilderman S J, Bielajew A F 2000. DPM, a fast, accurate Monte Carlo code "
       "optimized for photon and electron radiotherapy treatment planning dose calculations. Phys "
       "Med Biol 45, 2263-2291",
       "10.1088/0031-9155/45/8/315"},
      {"Sternheimer 1952",
       "Sternheimer R M 1952. The density effect for the ionization loss in various materials. "
       "Phys "
       "Rev 88, 851-859",
       "10.1103/PhysRev.88.851"},
      {"Woodcock et al. 1965",
       "Woodcock E, Murphy T, Hemmings P, Longworth S 1965. Techniques used in the GEM code for "
       "Monte Carlo neutronics calculations in reactors and other systems of complex geometry. "
       "ANL-7050, 557-579",
       ""}};
  return all;
}

std::vector<Reference> references_cited_in(const std::string& text) {
  std::vector<Reference> cited;
  std::copy_if(known_references().begin(), known_references().end(), std::back_inserter(cited),
               [&](const Reference& work) { return text.find(work.cited) != std::string::npos; });
  return cited;
}

}  // namespace yttria::report
