"""A worker outlives Valkey: what Celery must get where a connection went away below it."""

from collections.abc import Iterator

import pytest
from django.conf import settings
from kombu import Connection
from kombu.transport.redis import Channel

from config.celery import outlive_valkey


@pytest.fixture
def outliving(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for name in ("_connparams", "do_restore"):
        monkeypatch.setattr(Channel, name, getattr(Channel, name))
    monkeypatch.setattr("config.celery._patched", {})
    outlive_valkey()
    yield


def test_acknowledging_over_a_closed_connection_is_a_lost_connection(outliving: None) -> None:
    connection = Connection(settings.CELERY_BROKER_URL)
    channel = connection.channel()
    connection.close()
    with pytest.raises(connection.connection_errors, match="was closed"):
        channel._get_pool()


def test_what_was_under_way_is_not_put_back(outliving: None) -> None:
    assert Channel.do_restore is False
    outlive_valkey()
    assert Channel(Connection(settings.CELERY_BROKER_URL).transport)._connparams()["host"]
