# SPDX-License-Identifier: Apache-2.0
"""Probabilities that the comparisons need (Debian's base has no SciPy)."""
import math


def chi_square_survival(value, degrees):
    """Probability that chi-square with `degrees` degrees of freedom exceeds `value`."""
    a, x = 0.5 * degrees, 0.5 * value
    if x <= 0:
        return 1.0
    front = math.exp(-x + a * math.log(x) - math.lgamma(a))
    if x < a + 1:  # series of the lower function
        term = total = 1 / a
        n = a
        while abs(term) > 1e-15 * abs(total):
            n += 1
            term *= x / n
            total += term
        return 1 - front * total
    b, c = x + 1 - a, 1e300  # continued fraction of the upper function (Lentz)
    d = 1 / b
    fraction = d
    for i in range(1, 1000):
        step = -i * (i - a)
        b += 2
        d = 1 / (step * d + b)
        c = b + step / c
        fraction *= c * d
        if abs(c * d - 1) < 1e-15:
            break
    return front * fraction


def student_cumulative(t, degrees):
    """Probability that Student's t with `degrees` degrees of freedom is below `t`."""
    # Simpson's rule in the angle with t = sqrt(degrees) tan(angle): the density is a power of cos.
    angle = math.atan(t / math.sqrt(degrees))
    log_norm = math.lgamma((degrees + 1) / 2) - math.lgamma(degrees / 2) - 0.5 * math.log(math.pi)
    steps = 2000
    width = angle / steps
    total = 0.0
    for i in range(steps + 1):
        weight = 1 if i in (0, steps) else 4 if i % 2 else 2
        total += weight * math.cos(i * width) ** (degrees - 1)
    return 0.5 + math.exp(log_norm) * total * width / 3


def normal_deviate(t, degrees):
    """The normal deviate that is as likely as Student's `t` (Wallace 1959, good to 1 %)."""
    size = math.sqrt(degrees * math.log1p(t * t / degrees)) * (8 * degrees + 1) / (8 * degrees + 3)
    return math.copysign(size, t)
