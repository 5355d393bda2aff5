"""The child process: takes its limits, then runs one parser over standard input. Imports nothing of Kontor.

Arguments: the parser's file, a JSON object of limits and options. Answer on standard output: one letter and the rest.
`J` JSON, `B` bytes, `E` the words of a ValueError as JSON. Anything else ends with a status that is not 0.
"""

import codecs
import importlib.util
import json
import resource
import sys

# Events of the interpreter (PEP 578) that a parser has no use for; the limits below refuse most of them anyway.
REFUSED = (
    "open", "socket.", "subprocess.", "os.exec", "os.fork", "os.posix_spawn", "os.spawn", "os.system", "os.remove",
    "os.rename", "os.mkdir", "os.listdir", "os.scandir", "os.chmod", "os.kill", "os.putenv", "shutil.", "ctypes.",
    "urllib.", "webbrowser.", "pty.", "mmap.", "sqlite3.", "pickle.find_class",
)  # fmt: skip
# Texts come in these; a codec is a file of its own and has to be there before no file can be opened.
CODECS = ("ascii", "cp437", "cp1252", "gb18030", "latin-1", "utf-8", "utf-8-sig", "utf-16", "utf-16-be", "utf-16-le")


def limit(memory: int, cpu_s: int) -> None:
    """No more memory and time than this; no file, connection or process at all, whoever runs it."""
    for what, most in (
        (resource.RLIMIT_AS, memory), (resource.RLIMIT_CPU, cpu_s), (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0), (resource.RLIMIT_NPROC, 0), (resource.RLIMIT_NOFILE, 3),
    ):  # fmt: skip
        resource.setrlimit(what, (most, most))


def shut(event: str, _args: object) -> None:
    """Refuse by name what the limits would refuse by number."""
    if event == "import":
        raise ImportError(event)
    if event.startswith(REFUSED):
        raise PermissionError(event)


def main() -> None:
    path, told = sys.argv[1], json.loads(sys.argv[2])
    spec = importlib.util.spec_from_file_location("parser", path)
    assert spec is not None and spec.loader is not None
    parser = importlib.util.module_from_spec(spec)
    sys.modules["parser"] = parser
    spec.loader.exec_module(parser)
    # What a parser needs later it loads before the door is shut.
    for name in CODECS:
        codecs.lookup(name)
    getattr(parser, "prepare", lambda: None)()
    data = sys.stdin.buffer.read()
    limit(told["memory"], told["cpu_s"])
    sys.addaudithook(shut)
    try:
        found = parser.read(data, **told["options"])
        answer = b"B" + found if isinstance(found, bytes) else b"J" + json.dumps(found).encode()
    except ValueError as error:
        answer = b"E" + json.dumps([str(one) for one in error.args]).encode()
    if len(answer) > told["answer"]:
        raise MemoryError
    sys.stdout.buffer.write(answer)
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
