"""Destroying the keys of a marketplace: what its region does, and how the control plane takes the report in.

Each step may be done again: the job stays owed until the report of it was taken in.
"""

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from shared_apps.accounts.commands import DestroyDataKeys, destroy_data_keys
from shared_apps.audit import sealing
from shared_apps.commands import Context, run
from shared_apps.crypto import keys
from shared_apps.egress import flows, gate
from shared_apps.foundation import clock
from shared_apps.foundation.actor import Actor
from shared_apps.foundation.faults import faultpoint
from shared_apps.foundation.refusals import Conflict, NotFound
from shared_apps.notary.queries import head
from shared_apps.tenancy import scope
from shared_apps.tenancy.refs import TenantRef
from tenants import tasks
from tenants.commands.destroy_keys import NoteKeyDestruction, note_key_destruction
from tenants.loaders import ref_of
from tenants.models import ControlInbox, RegionJob, Tenant

KIND = "keys"
ACTOR = Actor.system("tenants.destroy_keys")
REPORT = flows.declare(
    "tenants.keys_report",
    "control",
    _("What was destroyed, or which holds forbade it"),
    ("technical",),
    to="control",
    purpose="evidence",
    basis="contract",
)


def perform(job: RegionJob) -> None:
    """Region: destroy every data key of the marketplace unless something objects, and say what came of it."""
    ref = ref_of(job.tenant)
    if ref.state != Tenant.State.CLOSING:
        return
    with scope.enter(ref):
        try:
            # After a crash the rows may be marked already, and the cabinet not yet empty.
            if keys.any_left():
                run(destroy_data_keys, ACTOR, DestroyDataKeys(destruction_id=job.run_id))
        except Conflict as refusal:
            _report(ref, {"destruction": str(job.run_id), "outcome": "refused", "holds": refusal.facts["holds"]})
            return
        faultpoint("tenants.destroy_keys.marked")
        keys.abandon()
        faultpoint("tenants.destroy_keys.gone")
        gone = keys.count_last_destroyed()
        _seal(ref)
        last = head()
    _report(
        ref,
        {
            "destruction": str(job.run_id), "outcome": "destroyed", "keys": gone,
            "log_size": last.size if last else 0, "log_root": last.root.hex() if last else "",
        },
    )  # fmt: skip


def _seal(ref: TenantRef) -> None:
    """The sealer does not look at closed marketplaces: the record of this goes into the log now."""
    with sealing.connect(ref.alias) as connection:
        key = sealing.SealerKey.of_region(ref.region)
        while sealing.seal(connection, ref, key):
            pass


def _report(ref: TenantRef, payload: dict[str, object]) -> None:
    with scope.enter(scope.CONTROL):
        gate.leave(REPORT)
        ControlInbox.objects.create(
            region=ref.region, kind=KIND, payload={"tenant": str(ref.id), **payload}, at=clock.now("control")
        )
    tasks.wake_control()


def take_in(ctx: Context, row: ControlInbox) -> None:
    """Control plane: a region's report about its own marketplace; about another's it changes nothing."""
    told = row.payload
    mine = RegionJob.objects.filter(
        run_id=told["destruction"], kind=RegionJob.Kind.DESTROY_KEYS, region=row.region, tenant_id=told["tenant"]
    )
    if not mine.exists():
        return
    data = NoteKeyDestruction(
        destruction_id=UUID(told["destruction"]), outcome=told["outcome"], keys=told.get("keys", 0),
        log_size=told.get("log_size", 0), log_root=told.get("log_root", ""), holds=list(told.get("holds", ())),
    )  # fmt: skip
    try:
        ctx.call(note_key_destruction, data)
    except NotFound:
        return
