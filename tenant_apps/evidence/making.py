"""Put a pack together: gather the parts, sign the manifest, lay the file into the store, close the pack.

Two runs of the same pack overwrite the same file; whichever closes it says what lies there, because the row is closed
once and the file is written before.
"""

import hashlib
import json
import re
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from django.utils import translation
from django.utils.translation import gettext as _

from shared_apps.audit.sealing import SealerKey
from shared_apps.commands import run
from shared_apps.egress.objects import object_store
from shared_apps.foundation import clock
from shared_apps.foundation.actor import Actor
from shared_apps.foundation.faults import faultpoint
from shared_apps.notary.queries import Head, head
from shared_apps.profiles import controls
from shared_apps.tenancy import scope
from tenant_apps.compliance.queries import chosen, state_names, value_words
from tenant_apps.documents.commands import render_pdf
from tenant_apps.evidence import errors
from tenant_apps.evidence.commands.close_pack import ClosePack, PackClosed, close_pack
from tenant_apps.evidence.decisions import bundle
from tenant_apps.evidence.models import Pack
from tenant_apps.evidence.queries import parts, sections
from tenant_apps.evidence.reporting import tables_of
from tenant_apps.evidence.wording import answer_names, reads
from tenant_apps.transfers.queries.for_evidence import statement_told

LANGUAGES = {"en": "report.en.pdf", "zh-hans": "report.zh-Hans.pdf"}
STEPS = 4
Advance = Callable[[int, int, str], None]


def make(pack_id: UUID, actor: Actor, advance: Advance) -> PackClosed:
    """Make the pack that was asked for; what was made already stays. Errors: NotFound, Conflict without a head."""
    row = Pack.objects.filter(pk=pack_id).first()
    if row is None:
        raise errors.unknown()
    if row.state == "made":
        return PackClosed(number=row.number)
    found = head()
    if found is None:
        raise errors.nothing_sealed()
    region, now = scope.tenant().region, clock.now(scope.alias())
    advance(0, STEPS, "reading")
    files = _gathered(actor, found, row, now)
    advance(1, STEPS, "writing")
    about = parts.about()
    for language, name in LANGUAGES.items():
        files[name] = _report(language, about, row, found, now, files)
    advance(2, STEPS, "signing")
    key, origin = SealerKey.of_region(region), f"kontor.{region}/evidence/{scope.tenant().id}"
    told = bundle.manifest(files, origin=origin, key=key.key.text(), number=row.number, made_at=now, about=about)
    data = bundle.archive(files, told, key.signed(bundle.to_sign(origin, row.number, told)))
    object_store().put(row.object_key, data, "application/zip")
    faultpoint("evidence.stored")
    advance(3, STEPS, "closing")
    closing = ClosePack(
        pack_id=row.pk, digest=hashlib.sha256(told).hexdigest(), sha256=hashlib.sha256(data).hexdigest(),
        size_bytes=len(data), log_size=found.size,
    )  # fmt: skip
    return run(close_pack, actor, closing)


def _gathered(actor: Actor, found: Head, row: Pack, now: datetime) -> dict[str, bytes]:
    """The parts for machines, in English."""
    before = Pack.objects.filter(state="made").order_by("-number").values_list("log_size", flat=True).first()
    with translation.override("en"):
        lines = parts.controls_now()
        by_key = {one.key: one for one in lines}
        told_by_others = sections.sections(actor, now, row.days)
        told: dict[str, Any] = {
            "controls.json": parts.control_part(lines),
            "profiles.json": {"choice": parts.choice_part(), "ways_of_trading": parts.way_part()},
            "policies.json": parts.policy_part(),
            "people.json": parts.people_part(actor),
            "personal-data.json": parts.personal_part(),
            "keys.json": parts.key_part(),
            "invariants.json": parts.invariant_part(),
            "asvs.json": parts.asvs_part(),
            "software.cdx.json": parts.software_part(),
            "tests.json": parts.test_part(),
            "log/head.json": parts.head_part(found, before or 0),
            **{f"standards/{one.code}.json": parts.map_part(one, by_key) for one in _maps()},
            **{name: msgspec.to_builtins(part) for name, part in told_by_others.items()},
            "schemas.json": sections.schemas(),
        }
        files = {name: _json(part) for name, part in told.items()}
        files["log/acts.jsonl"] = parts.act_part(found, now, row.days).encode()
        # As it was signed on its day, so that it can be checked on its own too.
        if (statement := statement_told(actor)) is not None:
            files["residency.json"] = statement
    return files


def _maps() -> tuple[controls.ControlMap, ...]:
    return controls.maps_for(chosen())


def _json(part: Any) -> bytes:
    return json.dumps(part, ensure_ascii=False, indent=1, sort_keys=True).encode() + b"\n"


def _report(
    language: str, about: Mapping[str, Any], row: Pack, found: Head, now: datetime, files: Mapping[str, bytes]
) -> bytes:
    """The same for people, on paper."""
    with translation.override(language):
        lines = parts.controls_now()
        answers, states = answer_names(), state_names()
        broken = json.loads(files["invariants.json"])
        people = json.loads(files["people.json"])
        asvs = json.loads(files["asvs.json"])["counts"]
        accounts = [one for one in people["accounts"] if not one["closed"]]
        with_factor = sum(one["second_factor"] for one in accounts)
        data = {
            "title": _("Evidence pack"),
            "marketplace": about["marketplace"]["name"],
            "number": str(row.number),
            "lead": _("Made from the running marketplace and signed. It is ready evidence; it certifies nothing."),
            "facts": [
                [_("Made at"), now.strftime("%Y-%m-%d %H:%M UTC")],
                [_("For"), row.reason],
                [_("Region"), about["marketplace"]["region"]],
                [_("Profiles"), ", ".join(f"{name} {version}" for name, version in about["profiles"].items())],
                [_("SHA-256 of what follows from them"), about["profiles_hash"]],
                [_("Version of the rules"), str(about["ruleset"]["number"])],
                [_("Acts in the log"), str(found.size)],
                [_("Head of the log"), found.root.hex()],
                [_("Checks of the books"), _("%(all)s made, %(bad)s broken")
                 % {"all": len(broken["checked"]), "bad": len(broken["broken"])}],
                [_("Accounts with a second factor"), f"{with_factor} / {len(accounts)}"],
                [_("OWASP ASVS 5.0.0"), ", ".join(f"{name} {count}" for name, count in sorted(asvs.items()))],
            ],
            "tables": tables_of(files),
            "control_title": _("Controls"),
            "control_head": [_("Control"), _("Value"), _("Kept by"), _("Source")],
            "controls": [
                [one.name, value_words(one.key, one.value), states[one.state],
                 "; ".join(f"{reason.source} ({reads()[reason.status]})" for reason in one.reasons if reason.decides)]
                for one in lines
            ],
            "maps": [
                {
                    "title": f"{one.name} · {one.standard}",
                    "head": [_("No."), _("What it asks"), _("Answer"), _("By, or what is to be shown")],
                    "rows": [
                        [control.id, str(control.title), answers[control.answer],
                         " ".join(filter(None, (str(control.note or ""), _refs(control.by))))]
                        for control in one.controls
                    ],
                }
                for one in _maps()
            ],
            "check_title": _("How to check it"),
            "check": _(
                "Run “python3 kontor_verify.py” with this file, offline. It checks the signature, every part, the head "
                "of the log and the proof of each act; with --key it expects the key you got from the marketplace."
            ),
        }  # fmt: skip
    return render_pdf("evidence", data)


def _refs(by: tuple[str, ...]) -> str:
    """References as they stand in the data, with places where a line may break; machines have them one by one."""
    return ", ".join(re.sub(r"([/_:]+)", "\\1\u200b", one.partition(":")[2]) for one in by)
