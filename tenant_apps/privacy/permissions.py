"""What may be read of privacy. All of it is the marketplace's own; what people see of themselves needs no right."""

from shared_apps.foundation.permissions import declare

VIEW_REQUEST = declare("privacy.view_request", "See the requests of people about their data, and what is held of them.")
VIEW_BREACH = declare("privacy.view_breach", "See the register of breaches of personal data.")
VIEW_RETENTION = declare("privacy.view_retention", "See how long records are kept, legal holds and what is removed.")
VIEW_ASSESSMENT = declare("privacy.view_assessment", "See assessments of impact and purposes of using personal data.")
