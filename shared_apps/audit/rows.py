"""The canonical bytes of a row: RFC 8785 JSON whose values are texts or null, put together by the database.

Every value is a text, `facts` too (as the database writes the column), so there is one spelling and no number to round.
The leaf of a row is the SHA-256 over a zero byte and these bytes. `tests/shared_apps/audit/test_rows.py` holds them
against `canonical.dumps`.
"""

# The names in the order of RFC 8785; `r` is the row. What follows a name is its value as a text, null allowed.
_FIELDS = {
    "action": "r.action",
    "actor_id": "r.actor_id",
    "actor_kind": "r.actor_kind",
    "address": "r.address",
    "after_hash": "r.after_hash",
    "agent_hash": "r.agent_hash",
    "at": """to_char(r.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')""",
    "before_hash": "r.before_hash",
    "company_id": "r.company_id::text",
    "facts": "r.facts::text",
    "id": "r.id::text",
    "log": "%(log)s::text",
    "on_behalf_of": "r.on_behalf_of",
    "outcome": "r.outcome",
    "policy_hash": "r.policy_hash",
    "reason": "r.reason",
    "request_id": "r.request_id",
    "session_hash": "r.session_hash",
    "strength": "r.strength",
    "target": "r.target",
    "target_id": "r.target_id",
}
NAMES = tuple(_FIELDS)
_PARTS = [f"""'{"," if at else ""}"{name}":' || COALESCE(to_json({value})::text, 'null')"""
          for at, (name, value) in enumerate(_FIELDS.items())]  # fmt: skip
CANONICAL_SQL = "('{' || " + " || ".join(_PARTS) + " || '}')"
LEAF_SQL = f"sha256('\\x00'::bytea || convert_to({CANONICAL_SQL}, 'UTF8'))"
