"""Make `common_passwords.bin`: python data/security/common_passwords.py FOLDER_OF_LISTS

The lists are files of one password a line. Kept of each password of 12 to 64 characters, in small letters, are the
first five bytes of its SHA-256, in order: the table says whether a password is common and gives none away. Its first
65,537 numbers of four bytes say where the entries of each first two bytes begin; the other three bytes of each follow.
"""

import gzip
import hashlib
import sys
from array import array
from pathlib import Path

HERE = Path(__file__).parent
SHORTEST, LONGEST, BUCKETS = 12, 64, 65_536


def words_of(folder: Path) -> set[str]:
    """Every password that is long enough to be chosen."""
    found = set()
    for path in sorted(folder.rglob("*.txt*")):
        opened = gzip.open if path.suffix == ".gz" else open
        with opened(path, "rt", encoding="utf-8", errors="replace") as lines:
            found |= {word for line in lines if SHORTEST <= len(word := line.rstrip("\r\n").casefold()) <= LONGEST}
    return found


def main(folder: str) -> None:
    """Write the table and say what is in it."""
    words = words_of(Path(folder))
    digests = sorted({hashlib.sha256(word.encode()).digest()[:5] for word in words})
    counts = [0] * (BUCKETS + 1)
    for one in digests:
        counts[int.from_bytes(one[:2], "big") + 1] += 1
    for place in range(BUCKETS):
        counts[place + 1] += counts[place]
    starts = array("I", counts)
    if sys.byteorder == "big":
        starts.byteswap()
    made = starts.tobytes() + b"".join(one[2:] for one in digests)
    (HERE / "common_passwords.bin").write_bytes(made)
    sys.stdout.write(f"{len(words)} passwords, {len(made)} bytes, SHA-256 {hashlib.sha256(made).hexdigest()}\n")


if __name__ == "__main__":
    main(sys.argv[1])
