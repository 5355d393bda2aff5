"""App configuration of questions, changes and drafts: its gates stand around every event, its panels in every room."""

from shared_apps.foundation.app_config import KontorApp


class QuestionsConfig(KontorApp):
    name = "tenant_apps.trading.questions"
    label = "questions"

    def ready(self) -> None:
        super().ready()
        from tenant_apps.trading.kernel.errors import explain_verdicts
        from tenant_apps.trading.kernel.gates import declare_gate
        from tenant_apps.trading.kernel.queries.audit_file import declare_part
        from tenant_apps.trading.kernel.web.draft_desk import declare_desk
        from tenant_apps.trading.kernel.web.panels import Panel, declare_panel
        from tenant_apps.trading.questions.gates import AMENDMENTS, REVIEW
        from tenant_apps.trading.questions.queries.audit_parts import amendments_part
        from tenant_apps.trading.questions.verdict_texts import VERDICTS
        from tenant_apps.trading.questions.web import panels
        from tenant_apps.trading.questions.web.desk import DESK

        explain_verdicts(VERDICTS)
        declare_gate(AMENDMENTS)
        declare_gate(REVIEW)
        declare_part("amendments", amendments_part)
        declare_desk(DESK)
        declare_panel(Panel("amendments", 10, panels.amendments_panel))
        declare_panel(Panel("questions", 60, panels.questions_panel))
