"""One record, one beginning of a line: nothing that people send can pass for a record of its own.

Our own records are JSON lines, so every value is in quotes; what Django and other libraries say keeps its plain form,
and what follows its first line is set in. Times are UTC. All of it goes to standard error, and from there to whatever
the machine keeps logs with.
"""

import logging
import sys
import time

import structlog

INSET = "\n    | "


class SetIn(logging.Formatter):
    """Lines after the first are set in, and signs that move a terminal's cursor are spelled out."""

    converter = time.gmtime  # type: ignore[assignment]  # a built-in function is not bound like a method
    default_time_format = "%Y-%m-%dT%H:%M:%S"
    default_msec_format = "%s.%03dZ"

    def format(self, record: logging.LogRecord) -> str:
        lines = super().format(record).splitlines()
        return INSET.join("".join(sign if sign.isprintable() else ascii(sign)[1:-1] for sign in one) for one in lines)


def configure() -> None:
    """Let structlog write JSON lines; called once by the settings."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(ensure_ascii=True, default=str),
        ],
        # Asked for at each record: tests and launchers put another file in the place of standard error.
        logger_factory=lambda *_: structlog.PrintLogger(sys.stderr),
    )
