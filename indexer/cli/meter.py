"""The progress of a build on stderr: a bar on a terminal, a line now and then elsewhere."""

from __future__ import annotations

import time
from collections.abc import Callable

import click
from rich.console import Console
from rich.progress import (
    BarColumn,
    DownloadColumn,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)
from rich.progress import (
    Progress as Bar,
)

from indexer.model import Progress, Step

_LINE_SECONDS = 5.0
_MIN_RATE_SECONDS = 0.5


class Meter:
    """Shows how far the work is, how fast it goes and how long it will take.

    The time left is judged by the bytes of the sources, which say more than their number. On a
    terminal there is a bar; elsewhere a line comes with every step that takes its time, and
    within a step when the last one is a few seconds old.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._begun = clock()
        self._line_at = clock()
        console = Console(stderr=True)
        self._is_terminal = console.is_terminal
        self._bar = Bar(
            TextColumn("{task.description}"),
            BarColumn(),
            DownloadColumn(),
            TextColumn("{task.fields[rate]}"),
            TimeElapsedColumn(),
            TimeRemainingColumn(),
            console=console,
            transient=True,
        )
        self._task = self._bar.add_task("", total=None, rate="")

    def __enter__(self) -> Meter:
        if self._is_terminal:
            self._bar.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self._is_terminal:
            self._bar.stop()

    def __call__(self, progress: Progress) -> None:
        """Show how far the work is."""
        if progress.step is Step.ANALYSE and not progress.bytes:
            self._begun = self._clock()
        if self._is_terminal:
            self._bar.update(
                self._task,
                description=str(progress.step),
                completed=progress.bytes,
                total=progress.all_bytes or None,
                rate=self._rate(progress),
            )
        else:
            self._line(progress)

    def _rate(self, progress: Progress) -> str:
        seconds = self._clock() - self._begun
        shown = f"{progress.documents} documents"
        if seconds < _MIN_RATE_SECONDS:
            return shown
        return f"{shown}, {progress.documents / seconds:.0f}/s"

    def _line(self, progress: Progress) -> None:
        now = self._clock()
        if progress.step is Step.LINK and now - self._line_at >= _LINE_SECONDS:
            self._line_at = now
            click.echo(f"{progress.bytes:,} of {progress.all_bytes:,} words linked", err=True)
        done = progress.files and progress.files == progress.all_files
        if progress.step is not Step.ANALYSE or not (done or now - self._line_at >= _LINE_SECONDS):
            return
        self._line_at = now
        share = progress.bytes / (progress.all_bytes or 1)
        left = f", {self._left(share):.0f} s left" if 0 < share < 1 else ""
        files = f"{progress.files}/{progress.all_files} files"
        click.echo(f"{files}, {share:.0%}, {self._rate(progress)}{left}", err=True)

    def _left(self, share: float) -> float:
        return (self._clock() - self._begun) * (1 - share) / share
