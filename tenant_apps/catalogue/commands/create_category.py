"""Create a category of the catalogue."""

from uuid import UUID

import msgspec

from shared_apps.commands import Context, command
from tenant_apps.catalogue import errors
from tenant_apps.catalogue.commands import fields
from tenant_apps.catalogue.models import Category


class CreateCategory(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    code: str
    name_en: str
    name_zh_hans: str = ""
    parent: str = ""


class CategoryResult(msgspec.Struct, frozen=True, kw_only=True):
    category_id: UUID
    code: str


@command("catalogue.create_category", input=CreateCategory)
def create_category(ctx: Context, data: CreateCategory) -> CategoryResult:
    """Create a category of the catalogue."""
    code = fields.check_sku(data.code)
    if Category.objects.filter(code=code).exists():
        raise errors.category_taken(code)
    row = Category(
        code=code,
        name_en=fields.check_name(data.name_en)[:120],
        name_zh_hans=data.name_zh_hans.strip()[:120],
        parent=fields.find_category(data.parent),
    )
    row.save(force_insert=True)
    ctx.audit(target="catalogue.category", target_id=row.pk, facts={"code": code})
    return CategoryResult(category_id=row.pk, code=code)
