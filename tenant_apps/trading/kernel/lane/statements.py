"""The statements of a batch, as text: sets in, sets out, none of them joined with an array twice.

They run on a connection of the lane, with the marketplace's search path and role set for the transaction alone.
"""

from shared_apps.lane.prepared import Prepared
from shared_apps.lane.rows import KNOWN_ANSWERS
from tenant_apps.identity.queries import KEYS_SQL, USED_SQL
from tenant_apps.parties.queries import FACTS_SQL

LOCK_LOT = Prepared(
    "lane_lock",
    """
SELECT last_seq, last_hash, closed_at IS NOT NULL, xmin::text FROM trading_lot WHERE id = %s::uuid FOR UPDATE
""",
)

PARTICIPANTS = """
SELECT p.company_id, p.joined_at IS NOT NULL AS joined, p.alias
FROM trading_lot l JOIN trading_participant p ON p.trading_event_id = l.trading_event_id
WHERE l.id = %s::uuid AND p.company_id = ANY(%s::uuid[])
"""

# A statement of its own after the lock: a row joined to a locked one keeps the values from before the wait. State and
# rules come only where the row is another one than that which is known. The rest of what decides comes with it, each as
# a list of objects: one message to the database and back costs a lone bid more than what the database does for it.
FACTS = Prepared(
    "lane_facts",
    f"""
SELECT e.id, e.mode, e.side, e.initiator_id, e.ruleset_hash, e.audience, e.published_at, e.opens_at, e.paused_at,
       e.final_state, e.effective_end_at, e.bids_end_at, clock_timestamp(),
       CASE WHEN l.xmin::text = %s::text THEN NULL ELSE l.engine_state::text END,
       CASE WHEN l.xmin::text = %s::text THEN NULL ELSE e.rules::text END,
       (SELECT json_agg(q)::text FROM ({KEYS_SQL}) AS q),
       (SELECT json_agg(q)::text FROM ({KNOWN_ANSWERS}) AS q),
       (SELECT json_agg(q)::text FROM ({FACTS_SQL}) AS q),
       (SELECT json_agg(q)::text FROM ({PARTICIPANTS}) AS q)
FROM trading_lot l JOIN trading_tradingevent e ON e.id = l.trading_event_id WHERE l.id = %s::uuid
""",
)

# One statement for everything that is written each time; no part of it is joined with another.
WRITE = Prepared(
    "lane_write",
    """
WITH bids AS (
    INSERT INTO trading_bid (id, lot_id, seq, company_id, payload, payload_hash, ruleset_hash, verdict, verdict_reason,
                             received_at, prev_hash, hash)
    SELECT n.id, %(lot)s::uuid, n.seq, n.company_id, n.payload::jsonb, n.payload_hash, %(ruleset)s::text, n.verdict,
           n.reason, %(now)s::timestamptz, n.prev_hash, n.hash
    FROM unnest(%(b1)s::uuid[], %(b2)s::bigint[], %(b3)s::uuid[], %(b4)s::text[], %(b5)s::text[], %(b6)s::text[],
                %(b7)s::text[], %(b8)s::text[], %(b9)s::text[])
         AS n(id, seq, company_id, payload, payload_hash, verdict, reason, prev_hash, hash)
), audit AS (
    INSERT INTO audit_auditrecord (id, at, action, outcome, actor_kind, actor_id, company_id, target, target_id, facts,
                                   request_id, strength, address, agent_hash, policy_hash)
    SELECT n.id, %(now)s::timestamptz, %(route)s::text, 'done', 'api_key', n.actor_id, n.company_id,
           'trading.trading_event', %(event)s::text, n.facts::jsonb, n.request_id, n.strength, n.address, n.agent,
           n.policy
    FROM unnest(%(a1)s::uuid[], %(a2)s::text[], %(a3)s::uuid[], %(a4)s::text[], %(a5)s::text[], %(a6)s::text[],
                %(a7)s::text[], %(a8)s::text[], %(a9)s::text[])
         AS n(id, actor_id, company_id, facts, request_id, strength, address, agent, policy)
), answers AS (
    INSERT INTO commands_idempotencyrecord (id, principal, route, key, body_hash, answer, at)
    SELECT n.id, n.principal, %(route)s::text, n.key, n.body_hash, n.answer, %(now)s::timestamptz
    FROM unnest(%(k1)s::uuid[], %(k2)s::text[], %(k3)s::text[], %(k4)s::text[], %(k5)s::text[])
         AS n(id, principal, key, body_hash, answer)
)
UPDATE trading_lot
SET last_seq = %(last_seq)s::bigint, last_hash = %(last_hash)s::text,
    engine_state = COALESCE(%(state)s::jsonb, engine_state)
WHERE id = %(lot)s::uuid RETURNING xmin::text
""",
)

MOVE_END = Prepared(
    "lane_move_end",
    "UPDATE trading_tradingevent SET effective_end_at = %s::timestamptz, bids_end_at = NULL WHERE id = %s::uuid",
)
USED = Prepared("lane_used", USED_SQL)
OTHERS = (LOCK_LOT, FACTS, WRITE, MOVE_END, USED)
