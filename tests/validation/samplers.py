# SPDX-License-Identifier: Apache-2.0
"""Every sampler against its distribution: chi-square, with a twin that has a deliberate bias.

The comparisons themselves are unit tests of the transport (tests/transport), in C++ with the
functions that the kernels call; this script runs them and prints what they recorded. A row is the
lowest p of all energies and media of a sampler; it holds between 1e-4, the rate of false alarms,
and 1 - 1e-4. The twin of the table takes the highest p of the biased samplers.
$YTTRIA_TRANSPORT_TESTS names the program (default: tests/yttria_transport_tests beside $YTTRIA).
"""
import json
import os
import pathlib
import subprocess

from comparison import Row, Table
from run_tables import Skipped
from simulation import scratch, yttria

FALSE_ALARM = 1e-4
# Title: test of the sampler, test of its twin where that is another one.
SAMPLERS = {
    "beta spectrum of Y-90": ("SampledSpectra.BetaSpectrum", None),
    "Moller losses": ("MollerLoss.FollowsTheCrossSection", "MollerLoss.TestNoticesMissingRejection"),
    "bremsstrahlung": ("SampledSpectra.Bremsstrahlung", None),
    "internal bremsstrahlung": ("SampledSpectra.InternalBremsstrahlung", None),
    "Goudsmit-Saunderson angles": ("SampledSpectra.MultipleScattering", None),
    "straggling of soft losses": ("SampledSpectra.SoftLoss", None),
    "Compton, water": ("Materials/PhotonSamplers.ComptonFollowsKleinNishinaTimesScatteringFunction/0",
                       "Materials/PhotonSamplers.TestNoticesFreeElectrons/0"),
    "Compton, cortical bone": (
        "Materials/PhotonSamplers.ComptonFollowsKleinNishinaTimesScatteringFunction/1",
        "Materials/PhotonSamplers.TestNoticesFreeElectrons/1"),
    "Rayleigh, water": ("Materials/PhotonSamplers.RayleighFollowsThomsonTimesFormFactor/0",
                        "Materials/PhotonSamplers.TestNoticesPointlikeAtoms/0"),
    "Rayleigh, cortical bone": ("Materials/PhotonSamplers.RayleighFollowsThomsonTimesFormFactor/1",
                                "Materials/PhotonSamplers.TestNoticesPointlikeAtoms/1"),
    "photoelectrons": ("Photoelectron.FollowsSauter", None),
    "places in a source voxel": ("SourceMap.PositionsFillTheVoxelEvenly", None),
    "offset of a batch's systematic places": ("BatchOffset.IsSpreadEvenlyOverBatches", None),
    "isotropic directions": ("IsotropicDirection.FillsTheSphereEvenly", None),
}


def test_program():
    named = os.environ.get("YTTRIA_TRANSPORT_TESTS")
    path = pathlib.Path(named or pathlib.Path(yttria.program()).with_name("tests")
                        / "yttria_transport_tests")
    if not path.exists():
        raise Skipped("the transport tests are not built; YTTRIA_TRANSPORT_TESTS names them")
    return path


def recorded():
    """{test: its record}."""
    names = [name for pair in SAMPLERS.values() for name in pair if name]
    with scratch() as folder:
        report = folder / "report.json"
        subprocess.run([test_program(), f"--gtest_filter={':'.join(names)}",
                        f"--gtest_output=json:{report}"], capture_output=True, check=False)
        suites = json.loads(report.read_text())["testsuites"]
    return {f"{suite['name']}.{test['name']}": test for suite in suites
            for test in suite["testsuite"]}


def p_row(name, p):
    return Row(name, p, 0.5, 0.0, 0.0, 0.5 - FALSE_ALARM)


def tables(effort):
    """The same for 'fast' and 'full'."""
    del effort
    records = recorded()
    rows, twins = [], []
    for name, (sampler, twin) in SAMPLERS.items():
        record = records[sampler]
        rows.append(p_row(f"{name}, {record['cases']} cases", float(record["lowest_p"])))
        twins.append(p_row(name, float(records[twin or sampler]["twin_p"])))
    if any(row.holds for row in twins):  # every one of them must fail, not just one
        twins = rows
    return [Table("Samplers against their distributions, lowest p of chi-square", rows,
                  chi_square=False, twin_rows=twins, twin_name="biased samplers, all of them",
                  notes=["made by yttria_transport_tests with fixed seeds"])]


if __name__ == "__main__":
    from run_tables import main
    main(tables)
