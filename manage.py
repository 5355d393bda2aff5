#!/usr/bin/env python3
"""Command line of Kontor. `services` and `demo` run before Django, because they start what Django needs."""

import os
import sys

EARLY = ("services", "demo")


def main() -> None:
    """Run one command; see `manage.py help`."""
    if len(sys.argv) > 1 and sys.argv[1] in EARLY:
        from config.embedded.cli import main as early

        raise SystemExit(early(sys.argv[1:]))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.base")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
