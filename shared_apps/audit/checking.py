"""Look at every byte of the log of the scope: the tree reckoned anew from its leaves, and each row against its leaf."""

from dataclasses import dataclass

from django.db import transaction

from shared_apps.audit.rows import LEAF_SQL
from shared_apps.notary.decisions.tree import Frontier
from shared_apps.notary.models import Leaf
from shared_apps.notary.queries import head, log_id
from shared_apps.tenancy import scope

BATCH = 20_000
LIMIT = 20
CHANGED = f"""
SELECT l.seq FROM notary_leaf l JOIN audit_auditrecord r ON r.id = l.entry_id
WHERE l.hash <> {LEAF_SQL} ORDER BY l.seq LIMIT {LIMIT}
"""


@dataclass(frozen=True, slots=True)
class Checked:
    """How many leaves there are, the root over them in hex, and sentences about what does not hold."""

    size: int
    root: str
    wrong: tuple[str, ...]


def check_log() -> Checked:
    """Reckon the whole log anew. Takes about a second for 100,000 acts; see `invariants` for what is cheap."""
    tree, wrong = Frontier(), []
    while True:
        some = list(
            Leaf.objects.filter(seq__gte=tree.size, seq__lt=tree.size + BATCH)
            .order_by("seq")
            .values_list("seq", "hash")
        )
        if not some:
            break
        for seq, leaf in some:
            if seq != tree.size:
                return Checked(tree.size, tree.root().hex(), (f"leaf no. {tree.size} of the log is missing",))
            tree.append(bytes(leaf))
        tree.nodes.clear()
    root = tree.root()
    newest = head()
    if newest is None:
        wrong += ["there are leaves and no signed head"] if tree.size else []
    elif (newest.size, newest.root) != (tree.size, root):
        wrong.append(f"the newest head is over {newest.size} acts, and not over the {tree.size} that are there")
    with transaction.get_connection(scope.alias()).cursor() as cursor:
        cursor.execute(CHANGED, {"log": log_id(scope.current())})
        wrong += [f"record no. {seq} of the log is not as it was sealed" for (seq,) in cursor.fetchall()]
    return Checked(tree.size, root.hex(), tuple(wrong))
