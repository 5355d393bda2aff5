"""`manage.py services` and `manage.py demo`: they run before Django, because they start what Django needs."""

import argparse
import json
import os
import sys

from config.embedded.processes import StartError
from config.embedded.services import DEFAULT_REGIONS, REGIONS, Services, regions_of

REGIONS_HELP = f"comma-separated: {', '.join(REGIONS)}"


def main(words: list[str]) -> int:
    """Run the command; 1 with one clear sentence on stderr when something is missing."""
    try:
        return {"services": services, "demo": demo}[words[0]](words[1:])
    except StartError as error:
        print(f"kontor: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def services(words: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="manage.py services", description="The embedded services.")
    parser.add_argument("verb", choices=("start", "stop", "status"))
    parser.add_argument("--profile", default=os.environ.get("KONTOR_PROFILE", "demo"))
    parser.add_argument("--regions", default=",".join(DEFAULT_REGIONS), help=REGIONS_HELP)
    parser.add_argument("--json", action="store_true", help="print how to reach the services")
    parser.add_argument("--quiet", action="store_true")
    told = parser.parse_args(words)
    owner = Services(told.profile, regions_of(told.regions))
    if told.verb == "start":
        found = owner.start()
        if told.json:
            print(json.dumps(found, indent=1, sort_keys=True))
        elif not told.quiet:
            print("\n".join(f"{name}: running" for name in owner.status()))
    elif told.verb == "stop":
        ended = owner.stop()
        if not told.quiet:
            print("\n".join(f"{name}: stopped" for name in ended) or "nothing of ours was running")
    else:
        status = owner.status()
        print(json.dumps(status) if told.json else _words(status))
        return 0 if status and all(status.values()) else 1
    return 0


def _words(status: dict[str, bool]) -> str:
    return "\n".join(f"{n}: {'running' if ok else 'not running'}" for n, ok in status.items()) or "nothing was started"


def demo(words: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="manage.py demo", description="The whole product on this machine.")
    parser.add_argument("--regions", default=",".join(DEFAULT_REGIONS), help=REGIONS_HELP)
    parser.add_argument("--background", action="store_true", help="return once everything answers")
    parser.add_argument("--stop", action="store_true", help="stop a demo, in whatever terminal it runs")
    parser.add_argument("--profile", default="demo")
    told = parser.parse_args(words)
    from config.embedded.demo import Demo

    runner = Demo(told.profile, regions_of(told.regions))
    if told.stop:
        return runner.stop()
    return runner.run(background=told.background)
