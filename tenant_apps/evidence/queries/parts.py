"""The parts of a pack, each read from the running marketplace at the moment it is made.

People are told by their pseudonyms, as in the log. Nothing secret goes in: of keys their ids and ages, of sessions
none, of files none.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.models import Q

from shared_apps.accounts.queries.people import list_members
from shared_apps.audit.exporting import part_file
from shared_apps.audit.models import AuditRecord
from shared_apps.crypto import anew, register
from shared_apps.foundation import ids, invariants
from shared_apps.foundation.actor import Actor
from shared_apps.notary.queries import Head, consistency_proof, cosignatures, cosigned_heads
from shared_apps.profiles import asvs, controls
from shared_apps.tenancy import policy, scope
from tenant_apps.compliance.queries import chosen, current_choice, lines_of, list_ways
from tenant_apps.compliance.types import ControlLine
from tenant_apps.identity.queries import list_people
from tenant_apps.identity.queries.records import role_lines
from tenant_apps.rulesets.queries import current_version

# Acts that change who may do what, under which rules, and what is known of it.
TELLING = ("accounts.", "identity.", "compliance.", "rulesets.", "operators.", "evidence.", "workspace.")
MOST_ACTS = 5000


def about() -> dict[str, Any]:
    """What the pack is of: the marketplace, its region, its profiles, the software."""
    ref, choice = scope.tenant(), current_choice()
    number, content_hash = current_version()
    return {
        "marketplace": {"id": str(ref.id), "name": ref.name, "region": ref.region},
        "profiles": dict(choice.versions) if choice else {},
        "profiles_hash": choice.content_hash if choice else "",
        "ruleset": {"number": number, "sha256": content_hash},
        "software": {"name": "Kontor", "version": _version()},
    }


def control_part(lines: Sequence[ControlLine]) -> list[dict[str, Any]]:
    """Every control that follows from the profiles, with value, keeper, reasons and the tests that hold it."""
    return [
        {
            "key": one.key,
            "name": one.name,
            "value": one.value,
            "kept_by": one.state,
            "in_force": one.in_force,
            "conflict": one.combined.conflict,
            "check_with_counsel": one.needs_counsel,
            "enforced_at": list(one.enforce),
            "tests": list(one.tests),
            "reasons": [
                {
                    "profile": reason.profile,
                    "value": reason.value,
                    "source": reason.source,
                    "effective_from": reason.effective_from.isoformat(),
                    "read": reason.status,
                    "decides": reason.decides,
                }
                for reason in one.reasons
            ],
        }
        for one in lines
    ]


def map_part(one: controls.ControlMap, lines: Mapping[str, ControlLine]) -> dict[str, Any]:
    """A standard's controls, each with what answers it here: values in force, tests, pages, or who has to show it."""
    return {
        "code": one.code,
        "version": one.version,
        "standard": str(one.standard),
        "read": one.status,
        "read_on": one.read_on.isoformat(),
        "controls": [
            {
                "id": row.id,
                "title": str(row.title),
                "answer": row.answer,
                "note": str(row.note) if row.note else "",
                "by": [_answered(ref, lines) for ref in row.by],
            }
            for row in one.controls
        ],
    }


def _answered(ref: str, lines: Mapping[str, ControlLine]) -> dict[str, Any]:
    kind, _colon, name = ref.partition(":")
    line = lines.get(name) if kind == "control" else None
    if kind == "control":
        return {"kind": kind, "ref": name, "value": line.value if line else None, "demanded": line is not None}
    return {"kind": kind, "ref": name}


def people_part(actor: Actor) -> dict[str, Any]:
    """Roles with what they give and to how many, accounts by pseudonym with factor, last sign-in and roles."""
    roles: dict[str, list[dict[str, Any]]] = {}
    for line in list_people(actor):
        roles.setdefault(str(line.user_id), []).append(
            {
                "role": line.role_code,
                "company": str(line.company_id or ""),
                "since": line.since.isoformat(),
                "ends_at": line.ends_at.isoformat() if line.ends_at else "",
                "lent": line.is_lent,
            }
        )
    return {
        "roles": [
            {
                "code": one.code, "name": one.name_en, "side": one.side, "version": one.version,
                "holders": one.holders, "permissions": list(one.permissions), "hidden": list(one.hidden),
            }
            for one in role_lines(actor)
        ],
        "accounts": [
            {
                "pseudonym": str(one.id),
                "second_factor": one.has_factor,
                "last_sign_in": one.last_sign_in_at.date().isoformat() if one.last_sign_in_at else "",
                "closed": one.closed_at.date().isoformat() if one.closed_at else "",
                "grants": roles.get(str(one.id), []),
            }
            for one in list_members(actor)
        ],
    }  # fmt: skip


def personal_part() -> list[dict[str, Any]]:
    """The records of processing: of whom what is kept, why, how long and how it is protected."""
    return [
        {
            "whose": str(register.WHOSE[one.whose]),
            "purpose": str(register.PURPOSES[one.purpose]),
            "basis": str(register.BASES[one.basis]),
            "retention": str(register.RETENTION[one.retention]),
            "sensitive": one.sensitive,
            "columns": [{"column": f"{entry.model}.{entry.column}", "kept": entry.kept} for entry in one.entries],
        }
        for one in register.records(lambda model: model.split(".", 1)[0] in settings.TENANT_LABELS)
    ]


def key_part() -> dict[str, Any]:
    """Data keys by id, age and state; keys of people are counted alone."""
    return {
        "keys": [
            {
                "id": str(one.id),
                "purpose": str(one.purpose),
                "wrapped_by": str(one.service),
                "created_at": one.created_at.isoformat(),
                "retired_at": one.retired_at.isoformat() if one.retired_at else "",
                "destroyed_at": one.destroyed_at.isoformat() if one.destroyed_at else "",
            }
            for one in anew.lines()
        ],
        "keys_of_people": anew.count_of_persons(),
        "values_to_encrypt_anew": anew.left(),
    }


def invariant_part() -> dict[str, Any]:
    """What must be true at any moment, looked at now: names of all checks, and what breaks them."""
    broken = invariants.check_all()
    return {
        "checked": sorted(invariants.REGISTRY),
        "broken": [{"invariant": one.invariant, "detail": one.detail} for one in broken],
    }


def policy_part() -> dict[str, Any]:
    """Every policy of sign-in, sessions, log and keys with the value that is in force."""
    return {key: policy.value(key) for key in sorted(policy.KEYS)}


def act_part(head: Head, now: datetime, days: int) -> str:
    """Acts of these days, the newest five thousand, each with its proof in the head: a `kontor-log/1` file."""
    wanted = Q()
    for start in TELLING:
        wanted |= Q(action__startswith=start)
    rows = AuditRecord.objects.filter(wanted, id__gte=ids.lowest_of(now - timedelta(days=days)))
    newest = list(rows.order_by("-id").values_list("id", flat=True)[:MOST_ACTS])
    return "".join(f"{line}\n" for line in part_file(head, newest))


def head_part(head: Head, before: int) -> dict[str, Any]:
    """The signed head, who co-signed it, and what proves that it goes on from the head of the pack before."""
    grown = 0 < before <= head.size
    return {
        "checkpoint": head.note,
        "key": head.key,
        "cosignatures": cosignatures(head.size),
        "witnessed": _witnessed(head),
        "signed_at": head.at.isoformat(),
        "consistency": {
            "from": before if grown else 0,
            "proof": [one.hex() for one in consistency_proof(before, head.size)] if grown else [],
        },
    }


def _witnessed(head: Head) -> list[dict[str, Any]]:
    """The newest head that each witness signed, and what proves that the head of the pack goes on from it.

    Witnesses see a head every twenty seconds, so the newest one is seldom among those that they signed.
    """
    return [
        {
            "checkpoint": one.note, "cosignatures": cosignatures(one.size),
            "proof": [step.hex() for step in consistency_proof(one.size, head.size)],
        }
        for one in cosigned_heads(head.size)
    ]  # fmt: skip


def asvs_part() -> dict[str, Any]:
    """The answers to OWASP ASVS 5.0.0, as they were released with this software."""
    answers = asvs.answers()
    held: dict[str, int] = {}
    for one in answers:
        held[one["status"]] = held.get(one["status"], 0) + 1
    return {"standard": "OWASP ASVS 5.0.0", "counts": held, "answers": answers}


@cache
def software_part() -> dict[str, Any]:
    """What runs here, as a CycloneDX 1.5 list of parts."""
    found = {(one.metadata["Name"], one.version) for one in metadata.distributions() if one.metadata["Name"]}
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "version": 1,
        "metadata": {"component": {"type": "application", "name": "kontor", "version": _version()}},
        "components": [
            {"type": "library", "name": name, "version": version, "purl": f"pkg:pypi/{name.lower()}@{version}"}
            for name, version in sorted(found, key=lambda one: (one[0].lower(), one[1]))
        ],
    }


def test_part() -> dict[str, Any]:
    """The run of the tests that was recorded beside this software, or that none was."""
    path = Path(settings.TEST_RUN)
    if not path.is_file():
        return {"recorded": False}
    return {"recorded": True, **json.loads(path.read_text(encoding="utf-8"))}


def way_part() -> list[dict[str, Any]]:
    """The ways of trading, and which law closes one."""
    return [
        {
            "mode": one.code, "built": one.is_built,
            "closed_by": {"source": one.ban.source, "status": one.ban.status} if one.ban else None,
        }
        for one in list_ways(chosen())
    ]  # fmt: skip


def choice_part() -> dict[str, Any]:
    """The choice of profiles that is in force: which editions, who decided by pseudonym, conflicts as decided."""
    choice = current_choice()
    if choice is None:
        return {}
    return {
        "number": choice.number, "home": choice.home, "profiles": dict(choice.versions),
        "decisions": {key: {"value": one["value"], "reason": one["reason"]} for key, one in choice.decisions.items()},
        "reason": choice.reason, "sha256": choice.content_hash, "proposed_at": choice.proposed_at.isoformat(),
        "decided_at": choice.decided_at.isoformat() if choice.decided_at else "", "ruleset": choice.ruleset,
    }  # fmt: skip


def controls_now() -> list[ControlLine]:
    """The controls in force, in the language of the thread."""
    choice = current_choice()
    return lines_of(chosen(), choice.decisions if choice else {})


@cache
def _version() -> str:
    try:
        return metadata.version("kontor")
    except metadata.PackageNotFoundError:
        import tomllib

        file = settings.BASE_DIR / "pyproject.toml"
        return str(tomllib.loads(file.read_text(encoding="utf-8"))["project"]["version"]) if file.is_file() else ""
