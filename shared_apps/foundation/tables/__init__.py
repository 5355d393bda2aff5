"""Tables people send: a pasted text, a CSV or an Excel file, read as rows of plain text.

Excel files are untrusted: their directory is looked through before anything is unpacked, and a child process with
limits on memory, time and files reads them. Formulas are never reckoned; what the file says they came to is taken.
"""

from shared_apps.foundation.tables.reading import BadTable, read_file
from shared_apps.foundation.tables.text import read_text
from shared_apps.foundation.tables.writing import as_csv, as_xlsx, harmless

__all__ = ["BadTable", "as_csv", "as_xlsx", "harmless", "read_file", "read_text"]
