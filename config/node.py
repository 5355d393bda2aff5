"""All of a region that answers requests in one process: pages and API by the views, orders and bids by the lane.

`python -m config.node --port N`. For a machine of two cores, and for a laptop: what is loaded is loaded once, and needs
half the memory of a web process and a lane beside each other. A busy page then shares its processor time with the lane;
where that matters, run `config/wsgi.py` and `config/lane.py` apart.
"""

import argparse
import asyncio
import signal
import sys

from granian.constants import Interfaces
from granian.server.embed import Server

from config.lane import Application, celery_app

__all__ = ["application", "celery_app", "serve"]

BACKLOG = 1024

application = Application(alone=False)


async def serve(host: str, port: int) -> bool:
    """Serve until SIGTERM or SIGINT, and finish what was taken. False where it could not go on by itself."""
    server = Server(
        application, address=host, port=port, interface=Interfaces.ASGI, websockets=False, backlog=BACKLOG
    )  # fmt: skip
    loop = asyncio.get_running_loop()
    for sign in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(sign, server.stop)
    await server.serve()
    return not server.interrupt_children


def main(words: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="config.node", description="Pages, API and lane of one region.")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, required=True)
    told = parser.parse_args(words)
    return 0 if asyncio.run(serve(told.host, told.port)) else 1


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
