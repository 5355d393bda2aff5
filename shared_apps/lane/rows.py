"""Rows of the shared tables that go with every act: the audit row, the event owed, the answer under its key."""

from shared_apps.lane.sets import SetWrite

AUDITS = SetWrite(
    "audits",
    "actor_kind actor_id company_id facts request_id on_behalf_of session strength address agent policy",
    """
    INSERT INTO audit_auditrecord (id, at, action, outcome, actor_kind, actor_id, company_id, target, target_id, facts,
                                   request_id, on_behalf_of, session_hash, strength, address, agent_hash, policy_hash)
    SELECT uuidv7(), %(now)s::timestamptz, '{action}', 'done', n.actor_kind, n.actor_id, n.company_id, '{target}',
           {target_id}::text, {facts}::jsonb, n.request_id, n.on_behalf_of, n.session, n.strength, n.address, n.agent,
           n.policy
    FROM {rows}
    """,
)
OWED = SetWrite(
    "owed",
    "name version aggregate payload at",
    """
    INSERT INTO outbox_outboxmessage (event_id, name, version, aggregate, payload, at, next_attempt_at, attempts,
                                      parked, last_error)
    SELECT uuidv7(), n.name, n.version, n.aggregate, {payload}, %(now)s::timestamptz, %(now)s::timestamptz, 0, false, ''
    FROM {rows} ORDER BY n.at
    """,
)
ANSWERS = SetWrite(
    "answers",
    "principal key body_hash answer",
    """
    INSERT INTO commands_idempotencyrecord (id, principal, route, key, body_hash, answer, at)
    SELECT uuidv7(), n.principal, '{route}', n.key, n.body_hash, {answer}, %(now)s::timestamptz
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
