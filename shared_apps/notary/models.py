"""Tables of the log of the scope. Only the sealer writes them; see `shared_apps/audit/sealing.py`."""

from django.db import models

from shared_apps.tenancy.models import ScopedModel


class Leaf(ScopedModel):
    """One entry of the log: its number, counted from 0, the row it stands for, the hash of the row's canonical bytes.

    It stays when the row is gone.
    """

    id = None  # type: ignore[assignment]
    seq = models.BigIntegerField(primary_key=True)
    entry_id = models.UUIDField(unique=True)
    hash = models.BinaryField()

    class Meta:
        default_permissions = ()


class Node(ScopedModel):
    """The hash of a complete subtree at a multiple of eight levels above the leaves."""

    id = None  # type: ignore[assignment]
    pk = models.CompositePrimaryKey("level", "place")
    level = models.PositiveSmallIntegerField()
    place = models.BigIntegerField()
    hash = models.BinaryField()

    class Meta:
        default_permissions = ()


class Checkpoint(ScopedModel):
    """A signed head: how many leaves, the root over them, the note with its signature, the key that checks it."""

    id = None  # type: ignore[assignment]
    size = models.BigIntegerField(primary_key=True)
    root = models.BinaryField()
    note = models.TextField()
    key = models.CharField(max_length=300)
    at = models.DateTimeField()

    class Meta:
        default_permissions = ()


class Tree(ScopedModel):
    """One row: the tree as it is. `frontier` holds the roots of its complete subtrees, 32 bytes each.

    `published_size`: up to where leaves and checkpoints lie in storage that cannot be rewritten.
    """

    id = None  # type: ignore[assignment]
    number = models.PositiveSmallIntegerField(primary_key=True, default=1)
    size = models.BigIntegerField(default=0)
    frontier = models.BinaryField(default=b"")
    published_size = models.BigIntegerField(default=0)
    published_at = models.DateTimeField(null=True)

    class Meta:
        default_permissions = ()
        constraints = (models.CheckConstraint(condition=models.Q(number=1), name="notary_one_tree"),)


class Cosignature(ScopedModel):
    """What a witness said of a checkpoint: its signature line, or why it gave none."""

    size = models.BigIntegerField()
    witness = models.CharField(max_length=300)
    line = models.TextField(blank=True)
    problem = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField()

    class Meta:
        default_permissions = ()
        constraints = (models.UniqueConstraint(fields=["size", "witness"], name="notary_cosigned_once"),)
