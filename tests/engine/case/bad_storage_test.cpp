// SPDX-License-Identifier: Apache-2.0
#include "tests/engine/case/bad_case.hpp"

namespace yttria::test {
namespace {

const std::vector<double> zeros(60, 0);

const std::vector<Mistake> regions_and_storage = {
    {"MaskOffTheGrid",
     [](auto& f) {
       f.put("/roi/liver", {5, 4, 4}, H5T_STD_U8LE, std::vector<double>(80, 1));
     },
     {"/roi/liver: has shape [5][4][4], but the grid of voxels is [5][4][3]"}},
    {"MaskOfFloats",
     [](auto& f) {
       f.put("/roi/liver", {5, 4, 3}, H5T_IEEE_F32LE, zeros);
     },
     {"/roi/liver: has type f4, but must be u1"}},
    {"MaskEmpty",
     [](auto& f) {
       f.put("/roi/liver", {5, 4, 3}, H5T_STD_U8LE, zeros);
     },
     {"/roi/liver: is 0 everywhere"}},
    {"MaskWithoutRole",
     [](auto& f) { f.remove_attribute("/roi/lesion", "role"); },
     {"/roi/lesion: has no attribute \"role\"; set it to tumour, normal_liver, lung or other"}},
    {"BadRole",
     [](auto& f) { f.set_text("/roi/lesion", "role", "tumor"); },
     {"/roi/lesion: role \"tumor\" is not known; use tumour"}},
    {"SoftLink",
     [](auto& f) {
       f.move("/medium/density", "/elsewhere");
       f.soft_link("/medium/density", "/elsewhere");
     },
     {"/medium/density: is a soft link", "only hard links"}},
    {"ExternalLink",
     [](auto& f) {
       f.remove("/source/map");
       f.external_link("/source/map", "other.h5", "/map");
     },
     {"/source/map: is an external link", "only hard links"}},
    {"ExternalLinkToAGroup",
     [](auto& f) {
       f.remove("/grid");
       f.external_link("/grid", "other.h5", "/grid");
     },
     {"/grid: is an external link"}},
    {"VirtualDataset",
     [](auto& f) { f.virtual_dataset("/medium/density", "other.h5", "/density"); },
     {"/medium/density: is a virtual dataset"}},
    {"ExternalStorage",
     [](auto& f) { f.external_storage("/medium/density", "/dev/null"); },
     {"/medium/density: has its data in an external file"}},
    {"ShapeWithoutData",
     [](auto& f) {
       f.put("/medium/density", {1000, 1000, 1000}, H5T_IEEE_F32LE, {});
     },
     {"/medium/density: has shape [1000][1000][1000], which takes 4000000000 bytes, but the file "
      "holds 0"}},
    {"AFilterTwice",
     [](auto& f) {
       const hsize_t chunk[] = {5, 4, 3};
       const hid_t creation = H5Pcreate(H5P_DATASET_CREATE);
       H5Pset_chunk(creation, 3, chunk);
       H5Pset_deflate(creation, 9);
       H5Pset_deflate(creation, 9);
       f.put("/medium/density", {5, 4, 3}, H5T_IEEE_F32LE, std::vector<double>(60, 1), creation);
       H5Pclose(creation);
     },
     {"/medium/density: has filter 1 \"deflate\" twice"}}};

INSTANTIATE_TEST_SUITE_P(Storage, BadCase, testing::ValuesIn(regions_and_storage), name_of);

}  // namespace
}  // namespace yttria::test
