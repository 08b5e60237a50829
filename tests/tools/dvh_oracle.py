# SPDX-License-Identifier: Apache-2.0
"""What regions received, with the uncertainties of half-sample replicates, from /tally alone: written apart
from the engine, to test it."""
import numpy as np

JOULE_PER_MEV = 1.602176634e-13
HADAMARD = np.array([[1]])
for _ in range(4):
    HADAMARD = np.block([[HADAMARD, HADAMARD], [HADAMARD, -HADAMARD]])


class Oracle:
    """Doses of a region and of its half-sample replicates, from /tally alone."""

    def __init__(self, file, name):
        tally, provenance = file["tally"], file["provenance"].attrs
        runs = [file["roi"][other]["runs"][...] for other in file["roi"]]
        union = np.unique(np.concatenate([np.arange(a, b) for run in runs for a, b in run]))
        voxels = np.concatenate([np.arange(a, b) for a, b in file["roi"][name]["runs"][...]])
        mass = file["result/mass"][...].ravel()
        voxels = voxels[mass[voxels] > 0]
        self.mass = mass[voxels].astype("f8")
        self.gray = (float(tally["energy"].attrs["quantum_MeV"]) * JOULE_PER_MEV * 1e3 *
                     float(provenance["total_decays"]) / int(provenance["histories"]))
        batches = np.concatenate([np.arange(a, b) for a, b in tally["batches"][...].astype("i8")])
        self.counts = np.bincount(batches % 16, minlength=16)
        self.groups = tally["groups"][...][:, np.searchsorted(union, voxels)].astype("f8")
        self.dose = self.in_Gy(tally["energy"][...].ravel()[voxels].astype("f8"))

    def in_Gy(self, energy):
        return (energy * self.gray / self.mass).astype("f4").astype("f8")

    def replicates(self):
        """(dose, weight) of both halves of the 15 splits."""
        every = self.counts.sum()
        for row in HADAMARD[1:]:
            for sign in (1, -1):
                taken = self.counts[row == sign].sum()
                if taken in (0, every):
                    continue
                energy = self.groups[row == sign].sum(axis=0)
                yield self.in_Gy(energy * every / taken), taken / (every - taken)

    def estimate(self, function):
        """Value, sigma, noise bias."""
        value = function(self.dose)
        found = np.array([function(dose) for dose, _ in self.replicates()])
        weights = np.array([weight for _, weight in self.replicates()])
        mean = found.mean(axis=0)
        sigma = np.sqrt(np.tensordot(weights, (found - mean) ** 2, 1) / len(found))
        return value, sigma, mean - value


def D(percent):
    return lambda dose: np.sort(dose)[::-1][max(int(np.ceil(len(dose) * percent / 100 - 1e-9)), 1) - 1]


def V(threshold):
    return lambda dose: np.mean(dose >= threshold)


def BED(dose, alpha_beta=8.0, repair_h=1.5, decay_h=64.0):
    return dose + dose**2 / alpha_beta * repair_h / (repair_h + decay_h)
