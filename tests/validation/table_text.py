# SPDX-License-Identifier: Apache-2.0
"""Tables as text for a terminal and as Markdown for RESULTS.md."""


def _cells(row):
    def part(value, form):
        return f"{100 * value / abs(row.expected):{form}} %" if row.expected else f"{value:.3g}"

    return (row.name, f"{row.measured:.6g}", f"{row.expected:.6g}", part(row.difference, "+.3f"),
            part(row.sigma, ".3f"), part(row.limit, ".2f"), "holds" if row.holds else "FAILS")


HEADINGS = ("row", "measured", "expected", "difference", "sigma", "limit", "verdict")


def _summary(table):
    lines = []
    if table.chi_square:
        text = f"chi-square p {table.p_value():.3g}"
        if table.systematic:
            text += (f" with {100 * table.systematic:.1f} % of known systematic error"
                     f" ({table.p_value(0.0):.3g} without)")
        lines.append(text)
    wide = sum(row.sigma > row.limit > 0 for row in table.rows)
    if wide:
        lines.append(f"{wide} of {len(table.rows)} rows have a sigma above their limit: they show "
                     f"less than it asks")
    rejected = "rejected" if not table.twin().holds else "NOT REJECTED"
    twin = table.twin_name or f"measured x {table.twin_factor:g}"
    lines.append(f"twin, {twin}: {rejected}")
    lines.append("table " + ("holds" if table.passed else "FAILS"))
    return lines


def _aligned(grid):
    widths = [max(map(len, column)) for column in zip(*grid)]
    return ["  " + "  ".join(cell.ljust(width) if i == 0 else cell.rjust(width)
                             for i, (cell, width) in enumerate(zip(line, widths))) for line in grid]


def _piped(grid):
    lines = ["| " + " | ".join(line) + " |" for line in grid]
    return [lines[0], "|---" + "|---:" * (len(grid[0]) - 1) + "|", *lines[1:]]


def as_text(table):
    """The table for a terminal."""
    lines = [table.title] + _aligned([HEADINGS] + [_cells(row) for row in table.rows])
    lines += _aligned(table.details)
    lines += ["  " + note for note in table.notes + _summary(table)]
    lines += [f"  {digest}  {seconds:.1f} s  {command}" for command, digest, seconds in table.runs]
    return "\n".join(lines)


def as_markdown(table):
    """The table for RESULTS.md."""
    lines = [f"### {table.title}", ""] + _piped([HEADINGS] + [_cells(row) for row in table.rows])
    lines += [""] + (_piped(table.details) + [""] if table.details else [])
    lines += [f"{note}." for note in table.notes + _summary(table)] + [""]
    if table.runs:
        lines += ["| run digest : tally digest | seconds | command |", "|---|---:|---|"]
        lines += [f"| `{digest}` | {seconds:.1f} | `{command}` |"
                  for command, digest, seconds in table.runs] + [""]
    return "\n".join(lines)
