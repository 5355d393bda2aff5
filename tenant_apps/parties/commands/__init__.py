"""Commands of parties."""

from tenant_apps.parties.commands.add_company import AddCompany, CompanyWritten, add_company
from tenant_apps.parties.commands.add_guest import AddGuest, AdmitCompany, add_guest, admit_company
from tenant_apps.parties.commands.add_site import AddSite, SiteAdded, add_site
from tenant_apps.parties.commands.change_company import ChangeCompany, change_company
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
    "ChangeCompany",
    "CompanyWritten",
    "ReactivateCompany",
    "SiteAdded",
    "SuspendCompany",
    "add_company",
    "add_guest",
    "add_site",
    "admit_company",
    "change_company",
    "reactivate_company",
    "suspend_company",
]
