"""Where a replay keeps what must survive a crash: its API key and its journal, under `.run/`, readable by its owner.

The key is part of what makes a repeated request harmless: idempotency keys belong to the principal that sent them, so
a second run must come with the same API key as the first.
"""

import os
from dataclasses import dataclass
from pathlib import Path

import msgspec
from django.core.management.base import CommandError

from shared_apps.accounts.commands.api_keys import CreateApiKey, create_api_key
from shared_apps.accounts.queries.api_keys import key_in_use
from shared_apps.commands import run
from shared_apps.foundation.actor import Actor

PERMISSIONS = ["orders.place_order", "orders.agree_price", "orders.accept_return", "inventory.adjust_stock"]
RATE_PER_MINUTE = 60_000


@dataclass(frozen=True, slots=True)
class Workplace:
    """The folder of one marketplace's replay."""

    folder: Path

    @property
    def journal(self) -> Path:
        return self.folder / "journal.jsonl"

    @property
    def report(self) -> Path:
        return self.folder / "report.json"

    def secret(self) -> str:
        """The key of the earlier run if it still works in the marketplace in scope, else a new one."""
        path = self.folder / "key.json"
        if path.exists():
            kept: str = msgspec.json.decode(path.read_bytes(), type=str)
            if key_in_use(kept) is not None:
                return kept
        made = run(
            create_api_key,
            Actor.system("replay_orders"),
            CreateApiKey(name="Replay of orders", permissions=PERMISSIONS, rate_per_minute=RATE_PER_MINUTE),
        )
        self.folder.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(msgspec.json.encode(made.secret))
        return made.secret

    def claim(self, tenant_id: str, invoices: int, suppliers: int) -> None:
        """Continue an earlier replay of the same kind; start anew when the marketplace is another one.

        Stock was opened for a certain number of invoices, so a replay cannot grow: CommandError says what to do.
        """
        path = self.folder / "replay.json"
        wanted = {"tenant": tenant_id, "invoices": invoices, "suppliers": suppliers}
        if path.exists():
            earlier = msgspec.json.decode(path.read_bytes())
            if earlier == wanted:
                return
            if earlier.get("tenant") == tenant_id:
                raise CommandError(
                    f"This marketplace was prepared for {earlier['invoices']} invoices and {earlier['suppliers']} "
                    "supplier(s); repeat the command with these numbers, or open another marketplace."
                )
            for name in ("journal.jsonl", "key.json", "report.json"):
                (self.folder / name).unlink(missing_ok=True)
        self.folder.mkdir(parents=True, exist_ok=True)
        path.write_bytes(msgspec.json.encode(wanted))
