"""The one door for bytes of strangers: whatever takes them apart runs in a limited child process.

A parser is a file that imports nothing of Kontor and has `read(data, **options)`. It runs in `child.py` with limits on
memory, processor time and answer; it can open no file and no connection, start nothing, and sees no environment. What
it answers is data (JSON) or bytes. `tests/architecture/test_untrusted.py` names parsers used elsewhere.
"""

from shared_apps.foundation.untrusted.reading import Overrun, Parser, Unreadable, declare, read

__all__ = ["Overrun", "Parser", "Unreadable", "declare", "read"]
