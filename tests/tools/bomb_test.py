#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Small files that claim, or unpack to, far more than there is memory for, and files that name other files:
refused, with 2 GiB of address space. Usage: bomb_test.py YTTRIA"""
import gzip
import os
import resource
import struct
import subprocess
import zlib

import h5py

from sandbox import Sandbox, main, needs_address_space_limits

MEMORY = 2 << 30
MASK = ("--mask", "m=mask.mha", "--uptake", "m=1", "--total-activity", 1, "-o", "out.h5")


def zeros(gigabytes):
    """Deflated; a piece that stands for itself is repeated."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    piece = packer.compress(bytes(1 << 24)) + packer.flush(zlib.Z_FULL_FLUSH)
    end = packer.flush(zlib.Z_FINISH)
    return piece * (64 * gigabytes) + end


@needs_address_space_limits
class Bomb(Sandbox):
    def setUp(self):
        super().setUp()
        self.phantom()
        self.run_case("dose.h5", "--histories", 2000)
        for name in ("ct.nii", "ct.mhd", "mask.mha"):
            self.call("export", "dose.h5", "--nifti" if name.endswith(".nii") else "--mhd", name)
        self.before = self.files()

    def refused(self, file, *words, says=()):
        def limit():
            resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        self.assertLess(self.path(file).stat().st_blocks * 512, 64 << 20, "is not small")
        done = subprocess.run([self.program, *map(str, words)], cwd=self.folder, capture_output=True, text=True,
                              errors="replace", timeout=300, preexec_fn=limit)
        told = done.stdout + done.stderr
        self.assertEqual(done.returncode, 2, told)
        for word in (file, *says):
            self.assertIn(word, told)
        self.assertNotIn("ended a process", told)
        self.path(file).unlink()
        self.assertEqual(self.files(), self.before)

    def edit(self, change, whole="case.h5"):
        self.path("bad.h5").write_bytes(self.path(whole).read_bytes())
        with h5py.File(self.path("bad.h5"), "r+") as file:
            change(file)

    def replace(self, file, name, shape, dtype, **options):
        attributes = dict(file[name].attrs)
        del file[name]
        file.create_dataset(name, shape, dtype, **options).attrs.update(attributes)
        return file[name].id

    def test_a_shape_without_data(self):
        for shape in ((1000, 1000, 1000), (1 << 20, 1 << 20, 1 << 20)):
            self.edit(lambda file: self.replace(file, "medium/density", shape, "f4"))
            self.refused("bad.h5", "info", "bad.h5", says=("/medium/density", "shape"))
            self.edit(lambda file: self.replace(file, "result/dose", shape, "f4"), "dose.h5")
            self.refused("bad.h5", "run", "bad.h5", "-o", "out.h5")
        self.edit(lambda file: self.replace(file, "tally/energy", (1 << 30,), "u8"), "dose.h5")
        self.refused("bad.h5", "merge", "bad.h5", "dose.h5", "-o", "out.h5", says=("/tally/energy",))

    def test_data_that_unpack_to_more_than_there_is(self):
        piece = zlib.compress(bytes(4 * 500 * 500 * 100))

        def fill(file):
            dataset = self.replace(file, "medium/density", (2000, 1000, 1000), "f4", chunks=(100, 500, 500),
                                   compression="gzip")
            for z in range(0, 2000, 100):
                for y in (0, 500):
                    for x in (0, 500):
                        dataset.write_direct_chunk((z, y, x), piece)
        self.edit(fill)
        self.refused("bad.h5", "info", "bad.h5", says=("takes more memory",))

    def test_a_chunk_that_unpacks_to_more_than_it_is(self):
        packed = b"\x78\xda" + zeros(4)  # of a zlib stream without its end

        def fill(file):
            shape = file["medium/density"].shape
            dataset = self.replace(file, "medium/density", shape, "f4", chunks=shape, compression="gzip")
            dataset.write_direct_chunk((0, 0, 0), packed)
        for words in (("info", "bad.h5"), ("check", "bad.h5"), ("run", "bad.h5", "-o", "out.h5")):
            self.edit(fill)
            self.refused("bad.h5", *words, says=("/medium/density",))

    def test_strings_without_end(self):
        def fill(file):
            del file["materials/name"]
            file.create_dataset("materials/name", (60000,), "S1000000", chunks=(1,))
        self.edit(fill)
        self.refused("bad.h5", "info", "bad.h5", says=("/materials/name",))

    def nifti(self, shape):
        header = bytearray(self.path("ct.nii").read_bytes()[:352])
        struct.pack_into("<8h", header, 40, 3, *shape, 1, 1, 1, 1)
        return bytes(header)

    def test_nifti(self):
        self.path("bad.nii").write_bytes(self.nifti((32767, 32767, 32767)))
        self.refused("bad.nii", "import", "nifti", "--ct", "bad.nii", *MASK, says=("bad.nii",))
        self.path("bad.nii.gz").write_bytes(gzip.compress(self.nifti((32767, 32767, 1000))))
        self.refused("bad.nii.gz", "import", "nifti", "--ct", "bad.nii.gz", *MASK)
        head = self.nifti((1000, 1000, 1000))
        self.path("bad.nii.gz").write_bytes(self.gzip_stream(head, 4))
        self.refused("bad.nii.gz", "import", "nifti", "--ct", "bad.nii.gz", *MASK, says=("memory",))

    @staticmethod
    def gzip_stream(head, gigabytes):
        """Members one after another are one stream."""
        return gzip.compress(head) + gzip.compress(bytes(1 << 26)) * (16 * gigabytes)

    def header(self, **changes):
        words = dict(line.split(" = ") for line in self.path("ct.mhd").read_text().splitlines())
        words.update(changes)
        end = words.pop("ElementDataFile")
        self.path("bad.mhd").write_text("".join(f"{k} = {v}\n" for k, v in {**words, "ElementDataFile": end}.items()))

    def test_metaimage(self):
        self.header(DimSize="1000000 1000000 1000000")
        self.refused("bad.mhd", "import", "mhd", "--ct", "bad.mhd", *MASK)
        self.header(DimSize="1000 1000 1000", CompressedData="True", ElementDataFile="ct.raw")
        self.refused("bad.mhd", "import", "mhd", "--ct", "bad.mhd", *MASK)

    def test_values_that_unpack_to_more_than_there_is_memory_for(self):
        """Here the claim is true, and small enough not to be refused by its ratio."""
        self.path("bad.zraw").write_bytes(b"\x78\xda" + zeros(1) + struct.pack(">HH", (1 << 30) % 65521, 1))
        self.header(DimSize="1024 1024 1024", ElementType="MET_UCHAR", CompressedData="True",
                    ElementDataFile="bad.zraw")
        before, self.before = self.before, sorted([*self.before, "bad.zraw"])
        self.refused("bad.mhd", "import", "mhd", "--ct", "bad.mhd", *MASK, says=("takes more memory",))
        self.path("bad.zraw").unlink()
        self.before = before
        for kind, bits, GiB in ((2, 8, 1), (16, 32, 2)):  # whole numbers, real ones
            head = bytearray(self.nifti((1024, 1024, GiB * 8192 // bits)))
            struct.pack_into("<hh", head, 70, kind, bits)
            self.path("bad.nii.gz").write_bytes(self.gzip_stream(bytes(head), GiB))
            self.refused("bad.nii.gz", "import", "nifti", "--ct", "bad.nii.gz", *MASK, says=("takes more memory",))

    def test_a_file_cannot_name_another_elsewhere(self):
        for name in ("/etc/passwd", "../ct.raw", "./ct.raw", "sub/ct.raw", "..", "."):
            with self.subTest(name):
                self.header(ElementDataFile=name)
                self.refused("bad.mhd", "import", "mhd", "--ct", "bad.mhd", *MASK, says=("same folder",))

    def refused_at_once(self, *words, says):
        done = subprocess.run([self.program, *map(str, words)], cwd=self.folder, capture_output=True, text=True,
                              timeout=20)
        self.assertEqual(done.returncode, 2, done.stderr)
        for word in says:
            self.assertIn(word, done.stderr)

    def test_a_link_or_a_pipe_beside_a_file_is_not_opened(self):
        image = self.nifti((9, 9, 9))
        for make in (os.mkfifo, lambda path: os.symlink(self.path("ct.raw"), path)):
            for second, first, write in (("bad.raw", "bad.mhd", lambda: self.header(ElementDataFile="bad.raw")),
                                         ("bad.nii", "bad.nii.gz", lambda: self.path("bad.nii.gz").write_bytes(
                                             gzip.compress(self.path("ct.nii").read_bytes()))),
                                         ("bad.img", "bad.hdr", lambda: self.path("bad.hdr").write_bytes(
                                             image[:344] + b"ni1\0" + image[348:]))):
                with self.subTest(second):
                    if make is not os.mkfifo and second == "bad.nii":
                        continue  # only looked at
                    write()
                    make(self.path(second))
                    kind = "mhd" if first.endswith("mhd") else "nifti"
                    self.refused_at_once("import", kind, "--ct", first, *MASK,
                                         says=(first, second, "no regular file"))
                    self.path(first).unlink()
                    self.path(second).unlink()
        self.assertEqual(self.files(), self.before)

    def test_a_pipe_in_place_of_a_file_is_refused(self):
        for name in ("p.mhd", "p.mha", "p.nii", "p.nii.gz", "p.hdr", "p.csv", "p.dcm", "p.h5"):
            os.mkfifo(self.path(name))
        for kind, name in (("mhd", "p.mhd"), ("mhd", "p.mha"), ("nifti", "p.nii"), ("nifti", "p.nii.gz"),
                           ("nifti", "p.hdr"), ("dicom", "p.dcm")):
            self.refused_at_once("import", kind, "--ct", name, *MASK, says=(name,))
        self.refused_at_once("import", "mhd", "--ct", "ct.mhd", "--mask", "m=p.mhd", *MASK[2:], says=("p.mhd",))
        self.refused_at_once("import", "mhd", "--ct", "ct.mhd", "--hu-curve", "p.csv", *MASK, says=("p.csv",))
        self.refused_at_once("export", "dose.h5", "--rtdose", "out.dcm", "--like", "p.dcm", says=("p.dcm",))
        self.refused_at_once("info", "p.h5", says=("p.h5",))

    def test_a_table_in_one_line(self):
        with open(self.path("bad.csv"), "wb") as file:
            file.truncate(8 << 30)  # holes, not blocks
        self.refused("bad.csv", "import", "mhd", "--ct", "ct.mhd", "--hu-curve", "bad.csv", *MASK)

    def test_dicom(self):
        """Deflated, with a value that claims nearly 4 GB, alone and with 4 GB of zeros."""
        syntax = b"\x02\x00\x10\x00UI" + struct.pack("<H", 22) + b"1.2.840.10008.1.2.1.99"
        length = b"\x02\x00\x00\x00UL\x04\x00" + struct.pack("<I", len(syntax))
        meta = b"\0" * 128 + b"DICM" + length + syntax
        claim = b"\x09\x00\x10\x10OB\x00\x00" + struct.pack("<I", 0xF0000000)
        packer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
        start = packer.compress(claim) + packer.flush(zlib.Z_FULL_FLUSH)
        like = ("export", "dose.h5", "--rtdose", "out.dcm", "--like", "bad.dcm")
        for content in (meta + start, meta + start + zeros(4)):
            for words in (like, ("import", "dicom", "--ct", "bad.dcm", *MASK)):
                self.path("bad.dcm").write_bytes(content)
                self.refused("bad.dcm", *words)


if __name__ == "__main__":
    main()
