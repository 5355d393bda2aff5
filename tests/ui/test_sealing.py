"""The browser and Python make the same envelopes: each opens what the other sealed. Runs where a Chromium is."""

import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.pbkdf2 import PBKDF2HMAC
from playwright.sync_api import Browser, Page

from config.embedded.processes import free_port
from tenant_apps.trading.engines.vault.decisions.sealing import (
    _bytes,
    commitment,
    context_of,
    fingerprint,
    is_envelope,
    is_public_key,
    own_secret,
    seal,
    unseal,
)
from tests.fixtures.openers import key_pair

SCRIPT = Path(__file__).parents[2] / "tenant_apps/trading/engines/vault/static/vault/crypto.js"
CONTEXT = context_of("lot", "company", "price")


class _Served(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(b"<!doctype html><script>" + SCRIPT.read_bytes() + b"</script>")

    def log_message(self, *_told: Any) -> None:
        pass


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Page]:
    """WebCrypto needs a page of one's own host."""
    server = HTTPServer(("127.0.0.1", free_port(24600, set())), _Served)
    Thread(target=server.serve_forever, daemon=True).start()
    found = browser.new_page()
    found.goto(f"http://127.0.0.1:{server.server_port}/")
    yield found
    found.close()
    server.shutdown()


def test_python_opens_what_the_browser_seals(page: Page) -> None:
    pairs = [key_pair(at) for at in range(3)]
    content = {"price": "3.50", "statement": "四周内交货 – Käse"}
    made = page.evaluate(
        "([context, content, keys]) => KontorSeal.seal(context, content, keys, 2)",
        [CONTEXT, content, [public for _private, public in pairs]],
    )
    envelope = made["envelope"]
    assert is_envelope(envelope, 3, 2)
    secrets = {at: own_secret(pairs[at - 1][0], CONTEXT, envelope, at) for at in (1, 3)}
    nonce, text = unseal(CONTEXT, envelope, secrets)
    assert json.loads(text) == content and len(text.encode()) == 512
    assert commitment(CONTEXT, nonce, text) == envelope["commitment"]


def test_without_openers_the_fingerprint_alone_leaves_the_browser(page: Page) -> None:
    made = page.evaluate("([context, content]) => KontorSeal.seal(context, content, [], 0)", [CONTEXT, {"price": "3"}])
    assert is_envelope(made["envelope"], 0, 0) and list(made["envelope"]) == ["commitment"]
    assert commitment(CONTEXT, made["nonce"], made["text"]) == made["envelope"]["commitment"]


def test_the_browser_makes_keys_that_open_what_python_seals(page: Page) -> None:
    made = page.evaluate("() => KontorSeal.newKey('a long passphrase')")
    assert is_public_key(made["publicKey"]) and fingerprint(made["publicKey"]) == made["fingerprint"]
    envelope, _nonce = seal(CONTEXT, '{"price":"9"}', [made["publicKey"], key_pair(0)[1]], 2)
    told = [made["file"], CONTEXT, envelope["secrets"][0]["to"]]
    secret = page.evaluate(
        """async ([file, context, locked]) =>
        KontorSeal.unlock(await KontorSeal.openFile(file, 'a long passphrase'), context, locked)""",
        told,
    )
    known = {1: bytes.fromhex(secret), 2: own_secret(key_pair(0)[0], CONTEXT, envelope, 2)}
    assert unseal(CONTEXT, envelope, known)[1].strip() == '{"price":"9"}'
    wrong = page.evaluate("(file) => KontorSeal.openFile(file, 'another').then(() => true, () => false)", made["file"])
    assert wrong is False


def test_the_key_file_is_what_the_documentation_says(page: Page) -> None:
    file = page.evaluate("() => KontorSeal.newKey('a long passphrase')")["file"]
    lock = PBKDF2HMAC(SHA256(), 32, _bytes(file["salt"]), file["rounds"]).derive(b"a long passphrase")
    pkcs8 = AESGCM(lock).decrypt(_bytes(file["iv"]), _bytes(file["private_key"]), file["format"].encode())
    key = serialization.load_der_private_key(pkcs8, None)
    public = key.public_key().public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    assert public == _bytes(file["public_key"])
