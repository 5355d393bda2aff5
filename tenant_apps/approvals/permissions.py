"""What may be read of approvals, and the right to delegate for somebody else."""

from shared_apps.foundation.permissions import declare

VIEW_REQUEST = declare("approvals.view_request", "See what waits for approval in one's company, and its history.")
VIEW_POLICY = declare("approvals.view_policy", "See the approval policies of one's company.")
FOR_OTHERS = declare("approvals.delegate_for_others", "Enter a delegation for a colleague who is away.")
