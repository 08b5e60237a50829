# SPDX-License-Identifier: Apache-2.0
"""Reads and writes the files of Yttria and drives the program.

Arrays are [z][y][x], x fastest; coordinates are DICOM LPS in mm. Needs numpy and h5py.

    import yttria
    case = yttria.Case(spacing_mm=(3, 3, 3), density=np.ones((9, 9, 9)), materials=["water"])
    case.source_map = np.zeros((9, 9, 9)); case.source_map[4, 4, 4] = 1e9   # decays
    yttria.write_case("case.h5", case)
    dose = yttria.run("case.h5", "dose.h5", preset="clinical", histories=1e6)
    print(dose.dose_Gy[4, 4, 4], dose.uncertainty[4, 4, 4])
"""
import os
import pathlib
import shlex
import shutil
import subprocess
from dataclasses import dataclass, field

import h5py
import numpy as np

JOULE_PER_MEV = 1.602176634e-13


class ProgramFailed(RuntimeError):
    """The program ended with an exit code other than 0."""


@dataclass
class Case:
    """One problem. Either `source_map` or `points_mm` with `point_decays`.

    spacing_mm        edges of a voxel along x, y, z, mm
    density           g/cm3, [z][y][x]
    materials         names of the library, or of `compositions`
    material          row of `materials` for every voxel; all row 0 when left out
    compositions      name: ({Z: mass fraction}, mean excitation energy in eV)
    source_map        decays per voxel (`quantity` says otherwise: activity in Bq, ...)
    points_mm         [n][3] mm, with point_decays [n]
    point_direction   unit vector (LPS) along which all particles of the points start; isotropic
                      when left out
    beta_spectrum     [n][2] MeV and density per MeV; replaces the nuclide's
    nuclide           a nuclide with decay data
    electron_MeV      monoenergetic electrons instead of a nuclide, MeV
    rois              name: (mask, role)
    origin_mm         centre of voxel (0,0,0); the middle of the grid is (0,0,0) when left out
    """
    spacing_mm: tuple
    density: np.ndarray
    materials: list
    material: np.ndarray = None
    compositions: dict = field(default_factory=dict)
    source_map: np.ndarray = None
    quantity: str = "decays"
    points_mm: np.ndarray = None
    point_decays: np.ndarray = None
    point_direction: tuple = None
    beta_spectrum: np.ndarray = None
    nuclide: str = "Y-90"
    electron_MeV: float = None
    rois: dict = field(default_factory=dict)
    origin_mm: tuple = None


def write_case(path, case):
    """Writes a case file, replacing one that is there."""
    with h5py.File(path, "w") as file:
        file.attrs["format"] = "yttria-case"
        file.attrs["format_version"] = np.array([1, 0])
        _write_grid(file, case)
        _write_medium(file, case)
        _write_source(file, case)
        for name, (mask, role) in case.rois.items():
            stored = file.create_dataset(f"roi/{name}", data=np.asarray(mask, dtype="u1"),
                                         compression="gzip", compression_opts=1)
            stored.attrs["role"] = role


def _write_grid(file, case):
    shape = np.array(case.density.shape[::-1])
    spacing = np.array(case.spacing_mm, dtype="f8")
    grid = file.create_group("grid")
    grid.attrs["spacing_mm"] = spacing
    grid.attrs["origin_mm"] = np.array(-0.5 * (shape - 1) * spacing if case.origin_mm is None
                                       else case.origin_mm, dtype="f8")
    grid.attrs["direction"] = np.eye(3).ravel()


def _write_medium(file, case):
    density = file.create_dataset("medium/density", data=np.asarray(case.density, dtype="f4"))
    density.attrs["units"] = "g/cm3"
    rows = np.zeros(case.density.shape) if case.material is None else case.material
    material = file.create_dataset("medium/material", data=np.asarray(rows, dtype="u1"),
                                   compression="gzip", compression_opts=1)
    material.attrs["units"] = "1"
    file.create_dataset("materials/name", data=np.array(case.materials, dtype="S"))
    if not case.compositions:
        return
    elements = sorted({Z for fractions, _ in case.compositions.values() for Z in fractions})
    fraction = np.zeros((len(case.materials), len(elements)))
    excitation_eV = np.zeros(len(case.materials))
    for row, name in enumerate(case.materials):
        fractions, excitation_eV[row] = case.compositions.get(name, ({}, 0))
        for Z, value in fractions.items():
            fraction[row, elements.index(Z)] = value
    file.create_dataset("materials/Z", data=np.array(elements, dtype="u1"))
    file.create_dataset("materials/mass_fraction", data=fraction)
    stored = file.create_dataset("materials/mean_excitation_energy", data=excitation_eV)
    stored.attrs["units"] = "eV"


def _write_source(file, case):
    if case.source_map is not None:
        place = file.create_dataset("source/map", data=np.asarray(case.source_map, dtype="f8"))
        place.attrs["quantity"] = case.quantity
        place.attrs["units"] = {"decays": "1", "activity": "Bq",
                                "activity_concentration": "Bq/mL"}[case.quantity]
    else:
        place = file.create_group("source/points")
        position = place.create_dataset("position", data=np.asarray(case.points_mm, dtype="f8"))
        position.attrs["units"] = "mm"
        decays = place.create_dataset("decays", data=np.asarray(case.point_decays, dtype="f8"))
        decays.attrs["units"] = "1"
        if case.point_direction is not None:
            place.attrs["direction"] = np.array(case.point_direction, dtype="f8")
    if case.electron_MeV is not None:
        place.attrs["nuclide"] = "electron"
        place.attrs["energy_MeV"] = float(case.electron_MeV)
        return
    place.attrs["nuclide"] = case.nuclide
    if case.beta_spectrum is not None:
        spectrum = file.create_dataset("source/beta_spectrum",
                                       data=np.asarray(case.beta_spectrum, dtype="f8"))
        spectrum.attrs["units"] = "MeV"


@dataclass
class Dose:
    """A dose file. Energies are exact sums over all histories, in MeV when asked for.

    dose_Gy, uncertainty (relative, 1 sigma), mass_g   [z][y][x]
    rois              name: attributes
    provenance        attributes
    Of a run only, else None:
    energy_quanta     deposited energy, integers, [z][y][x]
    groups_quanta     [16][voxels of any ROI in ascending order]: the same by group of batches
    """
    path: str
    status: str
    spacing_mm: np.ndarray
    origin_mm: np.ndarray
    dose_Gy: np.ndarray
    uncertainty: np.ndarray
    mass_g: np.ndarray
    rois: dict
    provenance: dict
    energy_quanta: np.ndarray = None
    groups_quanta: np.ndarray = None
    quantum_MeV: float = None
    batches: np.ndarray = None
    emitted_quanta: int = None
    deposited_quanta: int = None
    escaped_quanta: int = None

    @property
    def histories(self):
        return int(self.provenance["histories"])

    @property
    def run_digest(self):
        return self.provenance["run_digest"]

    @property
    def digests(self):
        """Of all particles' final states and, its first 16 digits, of the tally: RUN:TALLY."""
        return f"{self.run_digest}:{self.provenance['tally_digest'][:16]}"

    @property
    def energy_MeV(self):
        """Deposited energy per history, MeV, [z][y][x]."""
        return self.energy_quanta * (self.quantum_MeV / self.histories)


def read_dose(path):
    """Everything of a dose file but histograms and sums of squares."""
    with h5py.File(path, "r") as file:
        result = file["result"]
        dose = Dose(
            path=str(path), status=text(file.attrs["status"]),
            spacing_mm=file["grid"].attrs["spacing_mm"], origin_mm=file["grid"].attrs["origin_mm"],
            dose_Gy=result["dose"][...], uncertainty=result["uncertainty"][...],
            mass_g=result["mass"][...],
            rois={name: _attributes(group) for name, group in file["roi"].items()},
            provenance=_attributes(file["provenance"]))
        if "tally" in file:
            _read_tally(file["tally"], dose)
        return dose


def _read_tally(tally, dose):
    batches = tally["batches"].attrs
    dose.energy_quanta, dose.groups_quanta = tally["energy"][...], tally["groups"][...]
    dose.quantum_MeV = float(tally["energy"].attrs["quantum_MeV"])
    dose.batches = tally["batches"][...]
    dose.emitted_quanta = int(batches["emitted"])
    dose.deposited_quanta = int(batches["deposited"])
    dose.escaped_quanta = int(batches["escaped"])


@dataclass
class VoxelKernel:
    """Voxel S values. Offsets 0..reach, all signs alike, [z][y][x].

    s_value           mGy/(MBq s)
    uncertainty       relative, 1 sigma
    energy_fraction   of the emitted energy, in one voxel
    """
    spacing_mm: np.ndarray
    medium: str
    density_g_cm3: float
    energy_per_decay_MeV: float
    s_value: np.ndarray
    uncertainty: np.ndarray
    energy_fraction: np.ndarray
    emitted_quanta: int
    in_kernel_quanta: int
    provenance: dict

    def whole(self, values):
        """An array of this kernel with all its mirrors, the source voxel in the middle."""
        for axis in range(3):
            values = np.concatenate([np.flip(values, axis).take(range(values.shape[axis] - 1), axis),
                                     values], axis)
        return values


@dataclass
class PointKernel:
    """Dose point kernel in shells between radius_mm [n+1]; the rest has [n].

    dose              mean absorbed dose in the shell, mGy/(MBq s)
    """
    radius_mm: np.ndarray
    medium: str
    density_g_cm3: float
    energy_per_decay_MeV: float
    dose: np.ndarray
    uncertainty: np.ndarray
    energy_fraction: np.ndarray
    emitted_quanta: int
    in_kernel_quanta: int
    provenance: dict


def read_kernel(path):
    """A VoxelKernel or a PointKernel, whichever the file holds."""
    with h5py.File(path, "r") as file:
        kernel, tally = file["kernel"], file["tally/energy"].attrs
        shared = {
            "medium": text(file["medium"].attrs["name"]),
            "density_g_cm3": float(file["medium"].attrs["density_g_cm3"]),
            "energy_per_decay_MeV": float(file["emission"].attrs["energy_per_decay_MeV"]),
            "uncertainty": kernel["uncertainty"][...],
            "energy_fraction": kernel["energy_fraction"][...],
            "emitted_quanta": int(tally["emitted"]), "in_kernel_quanta": int(tally["in_kernel"]),
            "provenance": _attributes(file["provenance"])}
        if text(file.attrs["kind"]) == "voxel":
            return VoxelKernel(spacing_mm=kernel.attrs["spacing_mm"],
                               s_value=kernel["s_value"][...], **shared)
        return PointKernel(radius_mm=kernel["radius"][...], dose=kernel["dose"][...], **shared)


def text(value):
    return value.decode() if isinstance(value, bytes) else value


def _attributes(item):
    return {name: text(value) for name, value in item.attrs.items()}


def program():
    """The program: $YTTRIA, else the one of build/, else the one on PATH."""
    if os.environ.get("YTTRIA"):
        return os.environ["YTTRIA"]
    built = pathlib.Path(__file__).resolve().parents[2] / "build" / "yttria"
    return str(built) if built.exists() else shutil.which("yttria") or "yttria"


def call(*arguments):
    """Runs the program and returns its standard output; ProgramFailed tells what it said."""
    words = [str(argument) for argument in arguments]
    done = subprocess.run([program(), *words], capture_output=True, text=True)
    if done.returncode != 0:
        raise ProgramFailed(f"yttria {shlex.join(words)}: exit {done.returncode}\n{done.stderr}")
    return done.stdout


def run_arguments(case_path, dose_path, **flags):
    """Arguments of `yttria run`; electron_cutoff_keV=50 becomes --electron-cutoff-keV 50."""
    arguments = ["run", str(case_path), "-o", str(dose_path), "--force"]
    for name, value in flags.items():
        text = f"{int(value)}" if isinstance(value, float) and value == int(value) else str(value)
        arguments += ["--" + name.replace("_", "-"), text]
    return arguments


def run(case_path, dose_path, **flags):
    """Runs a case and reads the dose back."""
    call(*run_arguments(case_path, dose_path, **flags))
    return read_dose(dose_path)
