"""That the benchmark compares like with like."""

import os
import subprocess
import sys
from pathlib import Path

BENCHMARK = Path(__file__).parent.parent / "benches" / "creates_and_pages.py"


def test_both_hold_the_same_rows(tmp_path: Path) -> None:
    command = [sys.executable, os.fspath(BENCHMARK), "--quick"]
    told = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    assert told.returncode == 0, told.stderr
    assert "the same 230 payments" in told.stdout
    assert not list(tmp_path.iterdir())
