"""Run the simulated ERP on a loopback port, for trying out connections: `manage.py erp_simulator --port 8790`."""

import time
from argparse import ArgumentParser
from decimal import Decimal
from threading import Thread
from typing import Any

from django.core.management.base import BaseCommand

from tenant_apps.integrations.simulator.chaos import Chaos
from tenant_apps.integrations.simulator.server import Server
from tenant_apps.integrations.simulator.state import Erp


class Command(BaseCommand):
    help = "Run a small simulated ERP; connections may ask it where KONTOR_EGRESS_ALLOWED names 127.0.0.1 and its port."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", type=int, default=8790)
        parser.add_argument("--seed", type=int, default=1)
        parser.add_argument("--token", default="simulator", help="what the connection must have as its secret")
        parser.add_argument("--stock", default="", help="SKU@WAREHOUSE=quantity, comma between")
        parser.add_argument("--every", type=int, default=5, help="seconds between two changes; 0 for none")
        parser.add_argument("--chaos", default="", help="percent: duplicate=20,drop=5,reorder=1,error=10,lost=5,slow=5")

    def handle(self, *args: Any, **options: Any) -> None:
        erp = Erp(options["seed"])
        for part in filter(None, options["stock"].split(",")):
            place, _, quantity = part.partition("=")
            sku, _, warehouse = place.partition("@")
            erp.set_level(sku, warehouse, Decimal(quantity))
        server = Server(erp, options["token"], port=options["port"], chaos=Chaos.read(options["chaos"]))
        Thread(target=server.serve_forever, daemon=True).start()
        self.stdout.write(f"simulated ERP at {server.address}, seed {options['seed']}; Ctrl-C ends it")
        try:
            while True:
                time.sleep(options["every"] or 3600)
                if options["every"] and erp.stock:
                    erp.wander(1)
        except KeyboardInterrupt:
            server.shutdown()
