"""Commands of provisioning."""

from tenant_apps.provisioning.commands.connections import (
    ConnectDirectory,
    DirectoryConnected,
    EndDirectory,
    LinkPerson,
    RotateDirectory,
    connect_directory,
    end_directory,
    link_person,
    rotate_directory,
)
from tenant_apps.provisioning.commands.groups import ChangeGroup, GroupChanged, change_group
from tenant_apps.provisioning.commands.people import (
    ChangePerson,
    CreatePerson,
    PersonKept,
    RemovePerson,
    change_person,
    create_person,
    remove_person,
)

__all__ = [
    "ChangeGroup",
    "ChangePerson",
    "ConnectDirectory",
    "CreatePerson",
    "DirectoryConnected",
    "EndDirectory",
    "GroupChanged",
    "LinkPerson",
    "PersonKept",
    "RemovePerson",
    "RotateDirectory",
    "change_group",
    "change_person",
    "connect_directory",
    "create_person",
    "end_directory",
    "link_person",
    "remove_person",
    "rotate_directory",
]
