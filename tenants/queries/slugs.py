"""Live advice on an address while it is typed; the command judges again."""

from dataclasses import dataclass

from tenants import errors
from tenants.commands.open_marketplace import judge_slug


@dataclass(frozen=True, slots=True)
class SlugAdvice:
    """`problem` is empty when the address is free."""

    slug: str
    problem: str
    suggestion: str


def advise_slug(slug: str) -> SlugAdvice:
    verdict = judge_slug(slug)
    if verdict.reason is None:
        return SlugAdvice(slug, "", "")
    return SlugAdvice(slug, str(errors.slug_refused(verdict).message), verdict.suggestion)
