# SPDX-License-Identifier: Apache-2.0
"""Pictures of tables: values over their expected line, deviations below.

Tables say what to draw (comparison.Plot); those that share a picture are its series. Without
matplotlib there are no pictures and everything else works.
"""
try:
    import matplotlib
    matplotlib.use("svg")
    from matplotlib import pyplot
except ImportError:
    matplotlib = None

WIDTH_INCH, HEIGHT_INCH, RATIO_INCH = 6.4, 4.8, 3.2
OFFSET = 0.1  # between series at the same label
COLOURS = [f"C{i}" for i in range(10)] * 2
# Text stays text and ids do not change from run to run: small files, small differences.
STYLE = {"svg.fonttype": "none", "svg.hashsalt": "yttria", "font.size": 9}


def by_picture(tables):
    """{name: tables} in order."""
    found = {}
    for table in tables:
        if table.plot:
            found.setdefault(table.plot.name, []).append(table)
    return found


def positions(table, series):
    """Where its points lie; labels are places 0, 1, 2 and series stand side by side."""
    if all(isinstance(x, (int, float)) for x in table.plot.x):
        return [float(x) for x in table.plot.x]
    return [i + OFFSET * series for i in range(len(table.rows))]


def draw_values(axes, tables):
    plot = tables[0].plot
    for series, (table, colour) in enumerate(zip(tables, COLOURS)):
        where = positions(table, series)
        if series == 0:
            axes.plot(where, [row.expected for row in table.rows], "k_", label="expected")
        axes.errorbar(where, [row.measured for row in table.rows],
                      [row.sigma_measured for row in table.rows], fmt=".", color=colour,
                      label=table.plot.series)
    axes.set_ylabel(plot.y_label)
    if plot.log_y:
        axes.set_yscale("log")
    axes.legend()


def draw_deviations(axes, tables):
    """In percent of what is expected, with the combined sigma and the limit."""
    for series, (table, colour) in enumerate(zip(tables, COLOURS)):
        where = positions(table, series)
        axes.errorbar(where, [100 * row.difference / row.expected for row in table.rows],
                      [100 * row.sigma / abs(row.expected) for row in table.rows], fmt=".",
                      color=colour, label=table.plot.series)
        places, limits = zip(*sorted((x, 100 * row.limit / abs(row.expected))
                                     for x, row in zip(where, table.rows)))
        for side in (-1, 1):
            axes.plot(places, [side * limit for limit in limits], ":", color="grey", linewidth=0.8)
    axes.axhline(0, color="black", linewidth=0.5)
    axes.set_ylabel("difference, %")
    axes.set_xlabel(tables[0].plot.x_label)
    if positions(tables[0], 0) == list(range(len(tables[0].rows))):
        axes.set_xticks(range(len(tables[0].rows)), tables[0].plot.x, rotation=30, ha="right")


def draw(tables, path):
    values = tables[0].plot.values
    with pyplot.rc_context(STYLE):
        if values:
            figure, (top, bottom) = pyplot.subplots(2, 1, sharex=True, height_ratios=(2, 1),
                                                    figsize=(WIDTH_INCH, HEIGHT_INCH))
            draw_values(top, tables)
        else:
            figure, bottom = pyplot.subplots(figsize=(WIDTH_INCH, RATIO_INCH))
        draw_deviations(bottom, tables)
        if not values:
            bottom.legend(fontsize=6, loc="lower center", bbox_to_anchor=(0.5, 1.0), ncol=2)
        figure.tight_layout()
        figure.savefig(path, metadata={"Date": None})
        pyplot.close(figure)


def write_plots(tables, folder):
    """Draws all pictures; returns their paths, none without matplotlib."""
    if matplotlib is None:
        return []
    folder.mkdir(exist_ok=True)
    paths = []
    for name, shared in by_picture(tables).items():
        paths.append(folder / f"{name}.svg")
        draw(shared, paths[-1])
    return paths
