"""What is seen of the progress of a build."""

from __future__ import annotations

import pytest

from indexer.cli.meter import Meter
from indexer.model import Progress, Step


def test_off_a_terminal_there_is_a_line_now_and_then(capsys: pytest.CaptureFixture[str]) -> None:
    seconds = 0.0
    with Meter(lambda: seconds) as meter:
        meter(Progress(Step.FIND))
        meter(Progress(Step.ANALYSE))
        meter(Progress(Step.ANALYSE, 0, 2, 100, 100_000, 1_000_000))
        seconds = 5.0
        meter(Progress(Step.ANALYSE, 0, 2, 500, 250_000, 1_000_000))
        seconds = 6.0
        meter(Progress(Step.ANALYSE, 1, 2, 900, 500_000, 1_000_000))
        seconds = 20.0
        meter(Progress(Step.ANALYSE, 2, 2, 2000, 1_000_000, 1_000_000))
        meter(Progress(Step.PUBLISH, 2, 2, 2000, 1_000_000, 1_000_000))
    assert capsys.readouterr().err.splitlines() == [
        "0/2 files, 25%, 500 documents, 100/s, 15 s left",
        "2/2 files, 100%, 2000 documents, 100/s",
    ]


def test_on_a_terminal_there_is_a_bar(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TTY_COMPATIBLE", "1")
    monkeypatch.setenv("FORCE_COLOR", "1")
    seconds = 0.0
    with Meter(lambda: seconds) as meter:
        meter(Progress(Step.ANALYSE))
        seconds = 10.0
        meter(Progress(Step.ANALYSE, 0, 1, 500, 250_000, 1_000_000))
    shown = capsys.readouterr().err
    assert "analysing" in shown
    assert "50/s" in shown
