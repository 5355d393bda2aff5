"""What must be true of the log of acts: the tree is made of the rows, and no row is outside of it unnoticed.

Looks at everything cheap and at the newest rows; the verifier of an export looks at every byte.
"""

from django.db import transaction

from shared_apps.audit.models import AuditRecord, Unsealed
from shared_apps.audit.rows import LEAF_SQL
from shared_apps.foundation.invariants import invariant
from shared_apps.notary.decisions.tree import folded, hash_of_range, subtrees_of
from shared_apps.notary.models import Checkpoint, Leaf, Tree
from shared_apps.notary.queries import log_id, origin_of, reading
from shared_apps.tenancy import scope

NEWEST = 2000
LIMIT = 50
CHANGED = f"""
SELECT l.seq FROM notary_leaf l JOIN audit_auditrecord r ON r.id = l.entry_id
WHERE l.seq >= %(least)s AND l.hash <> {LEAF_SQL} ORDER BY l.seq LIMIT {LIMIT}
"""


@invariant("audit.rows_are_as_sealed")
def rows_are_as_sealed() -> list[str]:
    """The newest rows still have the bytes that were sealed, and every row waits or has its leaf."""
    newest = Leaf.objects.order_by("-seq").values_list("seq", flat=True).first() or 0
    with transaction.get_connection(scope.alias()).cursor() as cursor:
        cursor.execute(CHANGED, {"least": newest - NEWEST, "log": log_id(scope.current())})
        changed = [seq for (seq,) in cursor.fetchall()]
    ids = list(AuditRecord.objects.order_by("-id").values_list("id", flat=True)[:NEWEST])
    sealed = set(Leaf.objects.filter(entry_id__in=ids).values_list("entry_id", flat=True))
    waiting = set(Unsealed.objects.filter(id__in=ids).values_list("id", flat=True))
    lost = [one for one in ids if one not in sealed and one not in waiting]
    return [
        *(f"record no. {seq} of the log was changed after it was sealed" for seq in changed),
        *(f"act {one} is neither in the log nor waiting for it" for one in lost[:LIMIT]),
    ]


@invariant("audit.tree_is_whole")
def tree_is_whole() -> list[str]:
    """Tree, leaves and newest head tell of the same log."""
    tree, head = Tree.objects.first(), Checkpoint.objects.order_by("-size").first()
    count = Leaf.objects.order_by("-seq").values_list("seq", flat=True).first()
    size = 0 if count is None else count + 1
    if tree is None or head is None:
        return [f"{size} leaves and no tree"] if size else []
    found = []
    if (tree.size, head.size) != (size, size):
        found.append(f"the tree has {tree.size} leaves, its newest head {head.size}, the table {size}")
    if not head.note.startswith(f"{origin_of(scope.current())}\n{head.size}\n"):
        found.append("the newest head is of another log")
    frontier = bytes(tree.frontier)
    if folded([frontier[at : at + 32] for at in range(0, len(frontier), 32)]) != bytes(head.root):
        found.append("the newest head is not over the tree")
    try:
        stored = [hash_of_range(place << level, place + 1 << level, reading()) for level, place in subtrees_of(0, size)]
    except LookupError as error:
        return [*found, str(error)]
    if folded(stored) != bytes(head.root):
        found.append("the newest head is not over the leaves")
    return found
