"""The suite runs in random order, and a run can be repeated."""

import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PROBE = "import pytest\n\n\n@pytest.mark.parametrize('n', range(30))\ndef test_n(n):\n    pass\n"


def order(folder: Path, *words: str) -> tuple[list[str], str]:
    """(names in the order of the run, what the run said) of a file of thirty tests."""
    (folder / "test_probe.py").write_text(PROBE)
    (folder / "conftest.py").write_text(
        "from tests.conftest import pytest_terminal_summary as pytest_terminal_summary\n"
    )
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-v", "-p", "pytest_randomly", "-p", "no:cacheprovider", "-c", "/dev/null",
         "--rootdir", str(folder), str(folder), *words],
        capture_output=True, text=True, check=False, cwd=ROOT,
        env=os.environ | {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-1000:] + done.stderr[-1000:]
    return re.findall(r"test_n\[(\d+)\] PASSED", done.stdout), done.stdout


def test_the_order_is_random_and_the_seed_repeats_it(tmp_path: Path) -> None:
    first, said = order(tmp_path)
    found = re.search(r"^SEED=(\d+) COMMIT=\w+$", said, re.MULTILINE)
    assert found is not None, said[-500:]
    again, _said = order(tmp_path, f"--randomly-seed={found[1]}")
    assert again == first
    assert len(first) == 30
    other, _said = order(tmp_path, f"--randomly-seed={int(found[1]) + 1}")
    assert len({tuple(first), tuple(other), tuple(str(n) for n in range(30))}) == 3
