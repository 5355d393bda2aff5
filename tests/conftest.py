"""Fixtures of all tests, which databases a test may touch (all of them, or none), and how a run is repeated."""

import pytest
from hypothesis import HealthCheck, settings

from tests.version import commit

pytest_plugins = (
    "tests.fixtures.aws",
    "tests.fixtures.limits",
    "tests.fixtures.marketplaces",
    "tests.fixtures.rendered",
    "tests.fixtures.spread",
    "tests.fixtures.streams",
    "tests.fixtures.trade",
)

# How long an example takes says something of the machine and its load, nothing of what is tested.
settings.register_profile("any_machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("any_machine")

# Fixtures whose rows other connections must see.
REAL_COMMITS = frozenset({"committed_world", "real_commits", "stand"})


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A test that takes a marketplace gets every database; one with real commits gets no transaction around it."""
    from django.conf import settings as django_settings

    everything = pytest.mark.django_db(databases=list(django_settings.DATABASES))
    for item in items:
        names = getattr(item, "fixturenames", ())
        marker = item.get_closest_marker("django_db")
        if REAL_COMMITS.intersection(names):
            if marker is not None:
                raise pytest.UsageError(f"{item.nodeid}: real commits and django_db exclude each other")
        elif marker is not None and (marker.kwargs.get("transaction") or marker.args):
            raise pytest.UsageError(f"{item.nodeid}: take committed_tenant; transaction=True empties the registry")
        elif marker is not None or "marketplaces" in names:
            item.add_marker(everything, append=False)
            if "marketplaces" not in names and marker is not None:
                item.fixturenames.append("marketplaces")  # type: ignore[attr-defined]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """The last word of a run, quiet ones included: the seed of its order and of its random values, and the commit."""
    seed = config.getoption("randomly_seed", "none")
    terminalreporter.write_line(f"SEED={seed} COMMIT={commit()}")
