"""Work on data keys in the background: once a day, and after every rotation.

Encrypts anew what an old key encrypted, files included, wraps the keys of persons anew, then destroys the old keys. The
last of it waits until no process can write with an old key any more, and is owed as a job of its own.
"""

from collections.abc import Mapping
from typing import Any

from shared_apps.crypto import anew, keys
from shared_apps.egress.objects import object_store
from shared_apps.foundation import clock
from shared_apps.outbox import daily, jobs
from shared_apps.tenancy import scope

KIND = "accounts.encrypt_anew"
TITLE = "Encryption keys"

daily.register(KIND, TITLE)


@jobs.job(KIND)
def encrypt_anew(_payload: Mapping[str, Any], progress: jobs.Progress) -> Mapping[str, Any]:
    """Handler of the job; a run that is killed goes on where it was."""
    swept, moved = keys.sweep(), keys.rewrap_all()
    total, done = anew.left(), 0
    for model, field in anew.fields():
        while count := anew.batch(model, field):
            done += count
            progress.advance(done, max(total, done), model._meta.label)
    while count := anew.rewrap_persons():
        done += count
        progress.advance(done, max(total, done), keys.PERSON)
    files = 0
    store = object_store()
    # Each file is read to learn its key, so this waits for a rotation.
    for key in store.list() if anew.unsettled() else ():
        if store.renew(key):
            files += 1
            progress.advance(done, max(total, done), "files")
    destroyed = 0
    if anew.left() == 0:
        destroyed = anew.destroy_unused(keys.FIELD) + anew.destroy_unused(keys.WRAP)
    if anew.unsettled():
        jobs.enqueue(KIND, TITLE, {}, at=clock.now(scope.alias()) + anew.SETTLED)
    return {"values": done, "files": files, "wrapped": moved, "swept": swept, "destroyed": destroyed}
