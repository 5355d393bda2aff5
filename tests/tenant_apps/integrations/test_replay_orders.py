"""The whole replay against a real HTTP server and real commits, small enough for every run of the suite."""

import json
import threading
from collections.abc import Iterator
from pathlib import Path
from socketserver import ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import pytest
from django.core.management import CommandError, call_command
from django.core.wsgi import get_wsgi_application
from django.db import connections

from shared_apps.tenancy import scope
from shared_apps.tenancy.refs import TenantRef
from tenant_apps.documents.models import Document
from tenant_apps.integrations.management.commands import replay_orders
from tenant_apps.orders.models import Order, OrderReturn

HEAD = "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n"
ROWS = """\
536365,85123A,WHITE HEART,6,2010-12-01 08:26:00,2.55,17850.0,United Kingdom
536365,POST,POSTAGE,1,2010-12-01 08:26:00,18.0,17850.0,United Kingdom
536370,22728,ALARM CLOCK,24,2010-12-01 08:45:00,3.75,12583.0,France
536371,22728,ALARM CLOCK,3,2010-12-01 08:50:00,0.125,,United Kingdom
C536379,D,Discount,-1,2010-12-01 09:41:00,27.5,14527.0,United Kingdom
C536383,85123A,WHITE HEART,-1,2010-12-01 09:49:00,2.55,17850.0,United Kingdom
536414,22139,56,56,2010-12-01 11:52:00,0.0,,United Kingdom
536589,22139,damaged,-10,2010-12-01 16:50:00,0.0,,United Kingdom
"""


class Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        try:
            super().process_request_thread(request, client_address)
        finally:
            connections.close_all()


class Quiet(WSGIRequestHandler):
    def log_message(self, *args: object) -> None:
        """Quiet."""


@pytest.fixture
def node() -> Iterator[str]:
    server = make_server("127.0.0.1", 0, get_wsgi_application(), server_class=Server, handler_class=Quiet)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture
def history(tmp_path: Path) -> Path:
    import gzip

    path = tmp_path / "orders.csv.gz"
    path.write_bytes(gzip.compress((HEAD + ROWS).encode()))
    return path


def replay(ref: TenantRef, node: str, history: Path, capsys: pytest.CaptureFixture[str], *words: str) -> dict[str, Any]:
    call_command("replay_orders", "--slug", ref.slug, "--host", node, "--file", str(history), "--json", *words)
    found: dict[str, Any] = json.loads(capsys.readouterr().out.strip().splitlines()[-1])
    return found


@pytest.mark.parametrize("suppliers", ["1", "2"])
def test_the_books_equal_the_file(
    committed_tenant: TenantRef, node: str, history: Path, capsys: pytest.CaptureFixture[str], suppliers: str
) -> None:
    report = replay(committed_tenant, node, history, capsys, "--suppliers", suppliers)
    assert report["findings"] == []
    assert report["difference"] == {"GBP": "0.00"}
    assert report["file_total"] == {"GBP": "93.63"}
    assert report["sent"]["return"] == 2
    assert report["sent"]["adjustment"] == 1
    with scope.enter(committed_tenant):
        assert set(Order.objects.values_list("client_reference", flat=True)) == {"536365", "536370", "536371", "536414"}
        assert OrderReturn.objects.count() == 2
        assert Document.objects.filter(kind="replay_report").count() == 1


def test_a_second_run_changes_nothing(
    committed_tenant: TenantRef, node: str, history: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first = replay(committed_tenant, node, history, capsys)
    second = replay(committed_tenant, node, history, capsys)
    assert (first["books"], second["findings"]) == (second["books"], [])


def test_answers_that_were_lost_are_asked_for_again_without_a_second_order(
    committed_tenant: TenantRef, node: str, history: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first = replay(committed_tenant, node, history, capsys)
    journal = Path(replay_orders.settings.ENV.run_dir) / "replay" / committed_tenant.slug / "journal.jsonl"
    journal.unlink()
    again = replay(committed_tenant, node, history, capsys)
    assert again["sent"] == first["sent"]
    assert (again["books"], again["findings"]) == (first["books"], [])


def test_a_replay_does_not_grow(
    committed_tenant: TenantRef, node: str, history: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    replay(committed_tenant, node, history, capsys, "--limit", "2")
    with pytest.raises(CommandError, match="prepared for 2 invoices"):
        replay(committed_tenant, node, history, capsys, "--limit", "3")


def test_without_a_node_one_sentence_says_so(committed_tenant: TenantRef, history: Path) -> None:
    with pytest.raises(CommandError, match="No node answers"):
        call_command(
            "replay_orders", "--slug", committed_tenant.slug, "--host", "http://127.0.0.1:9", "--file", str(history)
        )


def test_an_unknown_marketplace_is_named(committed_tenant: TenantRef) -> None:
    with pytest.raises(CommandError, match="no marketplace nowhere"):
        call_command("replay_orders", "--slug", "nowhere")
