"""Reads of questions, changes and drafts."""

from tenant_apps.trading.questions.queries.amendments import AmendmentLine, amendments_of
from tenant_apps.trading.questions.queries.questions import QuestionLine, questions_of

__all__ = ["AmendmentLine", "QuestionLine", "amendments_of", "questions_of"]
