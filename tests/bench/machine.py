"""What a figure was measured with: the processor, Python, the libraries."""

from __future__ import annotations

import os
import platform
import re
import sqlite3
from importlib.metadata import version
from pathlib import Path


def print_machine(*libraries: str) -> None:
    """Print the processor, the system and the version of each library."""
    model = platform.processor() or platform.machine()
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        found = re.search(r"model name\s*:\s*(.+)", cpuinfo.read_text("utf-8"))
        model = found[1] if found else model
    system = f"{platform.system()}; Python {platform.python_version()}"
    print(f"{model}, {os.cpu_count()} cores, {system}")
    versions = [f"{name} {version(name)}" for name in libraries if name != "sqlite"]
    if "sqlite" in libraries:
        versions.append(f"SQLite {sqlite3.sqlite_version}")
    print(", ".join(versions))
