"""Read our own YAML: by the safe loader, the fast one where there is one."""

from pathlib import Path
from typing import Any


def read(file: Path) -> Any:
    """What stands in the file. The library is loaded at the first call: a process that reads none does without."""
    import yaml

    return yaml.load(file.read_bytes(), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
