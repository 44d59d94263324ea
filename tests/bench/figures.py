"""Times and sizes -> the figures of a table."""

from __future__ import annotations

import math
from collections.abc import Sequence


def percentile(values: Sequence[float], share: float) -> float:
    """Return the smallest value that ``share`` percent of the values do not exceed."""
    if not values:
        return math.nan
    ordered = sorted(values)
    return ordered[max(0, math.ceil(len(ordered) * share / 100) - 1)]


def ratio(value: float, base: float) -> str:
    """Return a value in units of another, or a dash if that is nothing."""
    if not base:
        return "-"
    return f"{value / base:.2f}" if value >= base / 10 else f"{value / base:.3f}"


def exponent(sizes: Sequence[float], values: Sequence[float]) -> float:
    """Return the slope of the least squares line through the logarithms."""
    if len(sizes) < 2:
        return math.nan
    x = [math.log(size) for size in sizes]
    y = [math.log(value) for value in values]
    mean_x, mean_y = sum(x) / len(x), sum(y) / len(y)
    spread = sum((each - mean_x) ** 2 for each in x)
    return sum((a - mean_x) * (b - mean_y) for a, b in zip(x, y, strict=True)) / spread


def table(header: Sequence[str], rows: Sequence[Sequence[object]], *, left: int = 1) -> None:
    """Print rows in columns: the first ``left`` to the left, the others to the right."""
    lines = [list(header), *([str(cell) for cell in row] for row in rows)]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    for line in lines:
        cells = [
            cell.ljust(width) if number < left else cell.rjust(width)
            for number, (cell, width) in enumerate(zip(line, widths, strict=True))
        ]
        print("  ".join(cells).rstrip(), flush=True)
