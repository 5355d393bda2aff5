"""A process with a wrong or missing value does not start, and a web process never sees a provisioning login."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from config import environment
from config.databases import PLAIN_ENGINE, parse
from config.environment import Environment, WrongEnvironment

TOLD = {
    "secret_key": "s",
    "control_url": "c",
    "directory_url": "d",
    "control_admin_url": "ca",
    "cache_url": "r",
    "broker_url": "b",
    "region_eu_url": "eu",
    "region_eu_admin_url": "eu-admin",
    "region_cn_url": "cn",
    "region_cn_admin_url": "cn-admin",
}


@pytest.fixture
def load(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Environment]]:
    """`load(KONTOR_KIND=...)` reads the environment anew, with services.json as `TOLD`."""
    for name in list(environment.os.environ):
        if name.startswith("KONTOR_"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("KONTOR_RUN_DIR", str(tmp_path))
    (tmp_path / "demo").mkdir()
    (tmp_path / "demo" / "services.json").write_text(json.dumps(TOLD))

    def make(**env: str) -> Environment:
        for name, value in env.items():
            monkeypatch.setenv(name, value)
        return environment.load.__wrapped__()

    yield make


def test_a_region_process_knows_its_own_region_and_no_provisioning_login(load: Callable[..., Environment]) -> None:
    env = load(KONTOR_KIND="region", KONTOR_REGION="eu")
    assert env.region_urls == {"eu": "eu"}
    assert env.control_url == "d"
    assert not env.region_admin_urls
    assert not env.control_admin_url
    assert "cn" not in repr(env.region_urls) + repr(env.region_admin_urls)


def test_a_region_worker_provisions_in_its_own_region_only(load: Callable[..., Environment]) -> None:
    env = load(KONTOR_KIND="region", KONTOR_REGION="cn", KONTOR_WORKER="1")
    assert env.region_admin_urls == {"cn": "cn-admin"}
    assert not env.control_admin_url


def test_the_control_process_holds_no_region(load: Callable[..., Environment]) -> None:
    env = load(KONTOR_KIND="control", KONTOR_WORKER="1")
    assert not env.region_urls
    assert not env.region_admin_urls


def test_variables_win_over_the_file(load: Callable[..., Environment]) -> None:
    assert load(KONTOR_CACHE_URL="mine").cache_url == "mine"


@pytest.mark.parametrize(
    ("env", "sentence"),
    [
        ({"KONTOR_KIND": "web"}, "KONTOR_KIND is 'web'"),
        ({"KONTOR_KIND": "region"}, "KONTOR_REGION is ''"),
        ({"KONTOR_KIND": "region", "KONTOR_REGION": "mars"}, "KONTOR_REGION is 'mars'"),
        ({"KONTOR_PROFILE": "none"}, "is not set and no embedded service runs"),
        ({"KONTOR_MAIL_PORT": "smtp"}, "KONTOR_MAIL_PORT is 'smtp'; it must be a whole number"),
    ],
)
def test_a_wrong_value_is_one_sentence_and_exit_code_1(
    load: Callable[..., Environment], capsys: pytest.CaptureFixture[str], env: dict[str, str], sentence: str
) -> None:
    with pytest.raises(WrongEnvironment) as refused:
        load(**env)
    assert refused.value.code == 1
    said = capsys.readouterr().err
    assert sentence in said
    assert said.count("\n") == 1


def test_an_unreadable_file_is_one_sentence(load: Callable[..., Environment], tmp_path: Path) -> None:
    (tmp_path / "demo" / "services.json").write_text("{")
    with pytest.raises(WrongEnvironment):
        load()


FAR = "postgresql://kontor:secret@db.example:5432/kontor"


@pytest.mark.parametrize(
    ("name", "url", "word"),
    [
        ("KONTOR_CONTROL_URL", FAR, "control"),
        ("KONTOR_CONTROL_URL", FAR + "?sslmode=require", "control"),
        ("KONTOR_REGION_EU_URL", FAR, "eu"),
        ("KONTOR_REGION_CN_ADMIN_URL", FAR, "cn admin"),
        ("KONTOR_CACHE_URL", "redis://cache.example:6379/0", "KONTOR_CACHE_URL"),
        ("KONTOR_BROKER_URL", "redis://cache.example:6379/1", "KONTOR_BROKER_URL"),
    ],
)
def test_behind_https_no_other_machine_is_spoken_to_in_clear(
    load: Callable[..., Environment], capsys: pytest.CaptureFixture[str], name: str, url: str, word: str
) -> None:
    assert load(**{name: url}).https is False
    with pytest.raises(WrongEnvironment):
        load(KONTOR_HTTPS="1")
    assert word in capsys.readouterr().err


def test_behind_https_verified_and_local_services_are_fine(load: Callable[..., Environment]) -> None:
    told = load(
        KONTOR_HTTPS="1",
        KONTOR_CONTROL_URL=FAR + "?sslmode=verify-full",
        KONTOR_REGION_EU_URL="postgresql://kontor@127.0.0.1:5432/kontor",
        KONTOR_CACHE_URL="rediss://cache.example:6379/0",
    )
    assert told.https


def test_a_database_is_spoken_to_in_tls_1_3() -> None:
    options = parse(FAR + "?sslmode=verify-full&sslrootcert=ca.pem", PLAIN_ENGINE, pool=False)["OPTIONS"]
    assert options == {
        "connect_timeout": 10, "ssl_min_protocol_version": "TLSv1.3", "sslmode": "verify-full", "sslrootcert": "ca.pem",
    }  # fmt: skip
    assert parse(FAR, PLAIN_ENGINE, pool=False)["OPTIONS"] == {"connect_timeout": 10}
