# SPDX-License-Identifier: Apache-2.0
"""Measured against expected: rows, tables, verdicts.

A row holds when it lies within its limit or within 3 combined sigma; a sigma that was estimated
from few groups of batches counts as Student's t says (3.6 sigma for 15 degrees of freedom are as
likely as 3 of a known sigma). A table holds when all rows do and its chi-square has p > 0.001.
The twin of a table, the same with the measured values scaled, must not hold: a comparison that
cannot fail says nothing.
"""
import math
import statistics
from dataclasses import dataclass, field, replace

from significance import chi_square_survival, normal_deviate

SMALLEST_P = 0.001
SIGMAS = 3


@dataclass(frozen=True)
class Row:
    """One comparison.

    limit     largest |difference|, in the unit of the values
    degrees   degrees of freedom of sigma_measured, and of sigma_expected; infinite where known
    """
    name: str
    measured: float
    expected: float
    sigma_measured: float
    sigma_expected: float
    limit: float
    degrees: float = math.inf
    degrees_expected: float = math.inf

    @property
    def difference(self):
        return self.measured - self.expected

    @property
    def sigma(self):
        return (self.sigma_measured**2 + self.sigma_expected**2) ** 0.5

    def deviation(self, extra=0.0):
        """The difference in sigmas, as a normal deviate; extra: a further known sigma."""
        variance = self.sigma**2 + extra**2
        if variance == 0:
            return 0.0 if self.difference == 0 else math.inf
        t = self.difference / variance**0.5
        estimated = (self.sigma_measured**4 / self.degrees
                     + self.sigma_expected**4 / self.degrees_expected)
        return normal_deviate(t, variance**2 / estimated) if estimated else t  # Welch

    @property
    def holds(self):
        if self.sigma != self.sigma or self.difference != self.difference:  # NaN
            return False
        return abs(self.difference) <= self.limit or abs(self.deviation()) <= SIGMAS


def relative(name, measured, expected, sigma_measured, sigma_expected, limit, degrees=math.inf):
    """A row whose limit is a fraction of the expected value."""
    return Row(name, measured, expected, sigma_measured, sigma_expected, limit * abs(expected),
               degrees)


@dataclass(frozen=True)
class Estimate:
    """A quantity with its standard deviation, of so many degrees of freedom.

    groups   independent parts whose mean it is, if it has any
    """
    name: str
    value: float
    sigma: float
    degrees: float = math.inf
    groups: object = field(default=None, compare=False, repr=False)


def _pairs(measured, expected, limit):
    """Estimates with the same names, and their limits."""
    for one, other in zip(measured, expected, strict=True):
        if one.name != other.name:
            raise ValueError(f"{one.name} is not {other.name}")
        yield one, other, limit(one.name) if callable(limit) else limit


def compare(measured, expected, limit):
    """Rows of two lists of independent estimates; the limit is relative to `expected`.

    limit   a number, or a function of the name
    """
    return [replace(relative(one.name, one.value, other.value, one.sigma, other.sigma, fraction,
                             one.degrees), degrees_expected=other.degrees)
            for one, other, fraction in _pairs(measured, expected, limit)]


def compare_paired(measured, expected, limit):
    """The same for two runs of the same decays, whose groups belong together in pairs.

    What both runs have by the same chance cancels; sigma is that of the differences.
    """
    rows = []
    for one, other, fraction in _pairs(measured, expected, limit):
        differences = [a - b for a, b in zip(one.groups, other.groups, strict=True)]
        sigma = statistics.stdev(differences) / len(differences) ** 0.5
        rows.append(relative(one.name, one.value, other.value, sigma, 0.0, fraction,
                             len(differences) - 1))
    return rows


@dataclass(frozen=True)
class Plot:
    """How plots.py draws a table: values and their deviations, a point for every row.

    name     of the picture; tables with the same name share it, one series each
    series   what tells them apart
    x        positions of the rows, or their labels
    values   False: deviations only, the values say nothing
    """
    name: str
    series: str
    x: list
    x_label: str = ""
    y_label: str = ""
    log_y: bool = False
    values: bool = True


@dataclass
class Table:
    """Rows of one experiment.

    systematic   known error of the expected values that their sigmas leave out, as a fraction;
                 enters chi-square only, never a row
    chi_square   False where rows are no independent statistical comparisons
    twin_factor  the deliberate bias that must fail: measured values are multiplied by it
    twin_rows    rows with another deliberate bias, in place of that
    twin_name    what that is
    runs         (command, run digest, seconds)
    plot         what to draw of it, if anything
    details      a further table of words to print, its headings first
    """
    title: str
    rows: list
    runs: list = field(default_factory=list)
    plot: Plot = None
    notes: list = field(default_factory=list)
    systematic: float = 0.0
    chi_square: bool = True
    twin_factor: float = 1.02
    twin_rows: list = None
    twin_name: str = ""
    details: list = field(default_factory=list)

    def p_value(self, systematic=None):
        share = self.systematic if systematic is None else systematic
        value = sum(row.deviation(share * row.expected)**2 for row in self.rows)
        return chi_square_survival(value, len(self.rows))

    @property
    def holds(self):
        if not all(row.holds for row in self.rows):
            return False
        return not self.chi_square or self.p_value() > SMALLEST_P

    def twin(self):
        """The table as a program with a bias would have measured it."""
        rows = self.twin_rows or [replace(row, measured=row.measured * self.twin_factor)
                                  for row in self.rows]
        return replace(self, rows=rows)

    @property
    def passed(self):
        return self.holds and not self.twin().holds
