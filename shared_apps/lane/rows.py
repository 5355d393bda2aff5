"""Rows of the shared tables that go with every act: the audit row, the event owed, the answer under its key."""

from shared_apps.lane.sets import SetWrite

AUDITS = SetWrite(
    "audits",
    (
        "id uuid", "action text", "actor_kind text", "actor_id text", "display text", "company_id uuid", "target text",
        "target_id text", "facts text", "request_id text", "at int",
    ),
    """
    INSERT INTO audit_auditrecord (id, at, action, outcome, actor_kind, actor_id, actor_display, company_id, target,
                                   target_id, facts, request_id)
    SELECT n.id, %(now)s::timestamptz, n.action, 'done', n.actor_kind, n.actor_id, n.display, n.company_id, n.target,
           n.target_id, {facts}::jsonb, n.request_id
    FROM {rows}
    """,
)  # fmt: skip
OWED = SetWrite(
    "owed",
    ("event_id uuid", "name text", "version smallint", "aggregate text", "payload text", "at int"),
    """
    INSERT INTO outbox_outboxmessage (event_id, name, version, aggregate, payload, at, next_attempt_at, attempts,
                                      parked, last_error)
    SELECT n.event_id, n.name, n.version, n.aggregate, {payload}, %(now)s::timestamptz, %(now)s::timestamptz, 0, false,
           ''
    FROM {rows} ORDER BY n.at
    """,
)
ANSWERS = SetWrite(
    "answers",
    ("id uuid", "principal text", "route text", "key text", "body_hash text", "answer text", "at int"),
    """
    INSERT INTO commands_idempotencyrecord (id, principal, route, key, body_hash, answer, at)
    SELECT n.id, n.principal, n.route, n.key, n.body_hash, {answer}, %(now)s::timestamptz
    FROM {rows}
    """,
)
# What was stored under keys: principals and keys in pairs, then the route. LATERAL with OFFSET looks each up in the
# index: as a plain join, planned while the table is empty, it would read the whole table, and go on doing so.
KNOWN_ANSWERS = """
SELECT asked.principal, asked.key, i.body_hash, i.answer
FROM unnest(%s::text[], %s::text[]) AS asked(principal, key)
CROSS JOIN LATERAL (
    SELECT r.body_hash, r.answer FROM commands_idempotencyrecord r
    WHERE r.principal = asked.principal AND r.route = %s::text AND r.key = asked.key OFFSET 0
) AS i
"""
