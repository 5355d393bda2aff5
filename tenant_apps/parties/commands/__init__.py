"""Commands of parties."""

from tenant_apps.parties.commands.add_company import AddCompany, CompanyWritten, add_company
from tenant_apps.parties.commands.add_guest import AddGuest, AdmitCompany, add_guest, admit_company
from tenant_apps.parties.commands.add_site import AddSite, SiteAdded, add_site
from tenant_apps.parties.commands.change_company import ChangeCompany, change_company
from tenant_apps.parties.commands.note_endings import NoteEndings, note_endings
from tenant_apps.parties.commands.place_company import PlaceCompany, place_company
from tenant_apps.parties.commands.qualifications import (
    JudgeQualification,
    QualificationWritten,
    RecordQualification,
    RevokeQualification,
    SubmitQualification,
    judge_qualification,
    record_qualification,
    revoke_qualification,
    submit_qualification,
)
from tenant_apps.parties.commands.set_standing import BarCompany, NameOwner, bar_company, name_owner
from tenant_apps.parties.commands.suspend_company import (
    ReactivateCompany,
    SuspendCompany,
    reactivate_company,
    suspend_company,
)

__all__ = [
    "AddCompany",
    "AddGuest",
    "AddSite",
    "AdmitCompany",
    "BarCompany",
    "ChangeCompany",
    "CompanyWritten",
    "JudgeQualification",
    "NameOwner",
    "NoteEndings",
    "PlaceCompany",
    "QualificationWritten",
    "ReactivateCompany",
    "RecordQualification",
    "RevokeQualification",
    "SiteAdded",
    "SubmitQualification",
    "SuspendCompany",
    "add_company",
    "add_guest",
    "add_site",
    "admit_company",
    "bar_company",
    "change_company",
    "judge_qualification",
    "name_owner",
    "note_endings",
    "place_company",
    "reactivate_company",
    "record_qualification",
    "revoke_qualification",
    "submit_qualification",
    "suspend_company",
]
