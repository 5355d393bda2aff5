"""Every refusal of the recorded procurement system has a scenario here, and each scenario is refused with a reason."""

import pytest

from shared_apps.commands import run
from tenant_apps.rulesets.commands import ChangeSettings, change_settings
from tests.fixtures.procurement import SCENARIOS, kind_of, refusal_of, transcripts
from tests.fixtures.trade import SYSTEM, Market
from tests.tenant_apps.trading.test_events import MODES


def test_every_transcript_has_a_scenario_and_every_scenario_a_transcript() -> None:
    found = {one.name: kind_of(one) for one in transcripts()}
    assert len(found) == 55
    assert [name for name, kind in found.items() if kind is None] == []
    assert set(found.values()) == set(SCENARIOS)


@pytest.mark.parametrize("kind", SCENARIOS)
def test_the_scenario_is_refused_with_code_reason_and_remedy(market: Market, kind: str) -> None:
    run(change_settings, SYSTEM, ChangeSettings(changes={"trading.modes": MODES}))
    refusal = refusal_of(kind, market)
    assert refusal is not None, "it was let pass"
    assert refusal.code and str(refusal.message) and str(refusal.remedy)
    assert 400 <= refusal.status < 500
