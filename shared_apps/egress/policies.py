"""What may be demanded of data that leave, declared beside the gate that keeps to it."""

from django.utils.translation import gettext_lazy as _

from shared_apps.egress.places import REGIONS
from shared_apps.egress.types import NO_BAND
from shared_apps.tenancy import policy

ALLOWED_REGIONS = "transfer.allowed_regions"
ROUTE = "transfer.route"
BASIS = "transfer.basis"
AUTHORITY = "transfer.authority_request"
IMPORTANT = "transfer.important_assessed"
EXEMPT_PURPOSES = "transfer.exempt_purposes"
EXEMPT_BELOW = "transfer.exempt_below"
ASSESSMENT_FROM = "transfer.assessment_from"
SENSITIVE_FROM = "transfer.sensitive_assessment_from"
STOP_PERCENT = "transfer.stop_percent"
NO_SPLITTING = "transfer.no_splitting"
FILING_DAYS = "transfer.filing_working_days"
CERTIFICATE_YEARS = "transfer.certificate_years"
ASSESSMENT_YEARS = "transfer.assessment_years"

MECHANISMS = (
    ("adequacy", _("Adequacy decision")),
    ("standard_contract", _("Standard contract or clauses")),
    ("certification", _("Certification")),
    ("binding_rules", _("Binding corporate rules")),
    ("assessment", _("Security assessment")),
    ("consent", _("Separate consent")),
    ("contract", _("Needed for a contract")),
)
PURPOSES = (
    ("contract", _("Contract with the person")),
    ("hr", _("Staff matters")),
    ("emergency", _("Emergency")),
    ("trade", _("Trade without data of people")),
    ("transit", _("Data from abroad in transit")),
)

policy.declare(
    policy.Key(
        ALLOWED_REGIONS, "codes", list(REGIONS), "intersect", _("Regions where data may lie"),
        _("Nothing is stored in another region, and keys and files stay in these too."),
        choices=tuple((one, one) for one in REGIONS),
    ),
    policy.Key(
        ROUTE, "codes", [code for code, _label in MECHANISMS], "intersect", _("Mechanisms for transfers abroad"),
        _("What may be put on file for a country. Others count for nothing."), choices=MECHANISMS,
    ),
    policy.Key(
        BASIS, "flag", False, "or", _("Every transfer of data of people abroad needs a mechanism"),
        _("Without one it is blocked, below every band too."),
    ),
    policy.Key(
        AUTHORITY, "choice", "approval", "or", _("Requests of foreign authorities"),
        _("Nothing is handed to one without its document and the approvals asked for here."),
        choices=(("approval", _("Two people and a document")), ("one", _("One person and a document"))),
    ),
    policy.Key(
        IMPORTANT, "flag", True, "or", _("Important data need a security assessment"),
        _("Where this is off, important data still need a mechanism; core data never leave."),
    ),
    policy.Key(
        EXEMPT_PURPOSES, "codes", [code for code, _label in PURPOSES], "intersect", _("Exempt purposes"),
        _("A flow for one of them needs no mechanism, and its people are not counted."), choices=PURPOSES,
    ),
    policy.Key(
        EXEMPT_BELOW, "int", NO_BAND, "min", _("Free up to so many people a year"),
        _("From this number on, a standard contract, a certification or an assessment must be on file."),
        _("persons"), low=1, high=NO_BAND,
    ),
    policy.Key(
        ASSESSMENT_FROM, "int", NO_BAND, "min", _("Security assessment from so many people a year"),
        _("From this number on, a security assessment must be on file."), _("persons"), low=1, high=NO_BAND,
    ),
    policy.Key(
        SENSITIVE_FROM, "int", NO_BAND, "min", _("Security assessment from so many people with sensitive data a year"),
        _("Counted apart from the others."), _("persons"), low=1, high=NO_BAND,
    ),
    policy.Key(
        STOP_PERCENT, "int", 90, "min", _("Stop at this part of a band"),
        _("Nothing that would count more people leaves beyond it until the document of the next band is on file."),
        _("%"), low=10, high=99,
    ),
    policy.Key(
        NO_SPLITTING, "flag", True, "or", _("Marketplaces of one owner count together"),
        _("A volume that is split over several marketplaces of one owner in the region is one volume."),
    ),
    policy.Key(
        FILING_DAYS, "int", 9_999, "min", _("A standard contract is filed within"),
        _("Working days after it takes effect; later it counts for nothing. 9999: nothing is filed."),
        _("working days"), low=1, high=9_999,
    ),
    policy.Key(
        CERTIFICATE_YEARS, "int", 10, "min", _("A certificate counts for"),
        _("From its first day, whatever it says itself."), _("years"), low=1, high=10,
    ),
    policy.Key(
        ASSESSMENT_YEARS, "int", 10, "min", _("A security assessment counts for"),
        _("From its first day, whatever it says itself."), _("years"), low=1, high=10,
    ),
)  # fmt: skip
