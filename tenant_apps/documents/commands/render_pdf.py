"""Fill a typst template with plain data. The data is handed over as JSON, never as source text.

So nothing a person typed can be read as markup. Fonts: those typst carries for Latin; for Chinese the font that the
front-end set-up brings (Noto Sans SC), else whatever the machine has.
"""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings

if TYPE_CHECKING:
    import typst

TEMPLATES = Path(__file__).resolve().parents[1] / "typst"


def render_pdf(template: str, data: Mapping[str, Any]) -> bytes:
    """The PDF of `typst/<template>.typ`; `data` is JSON-able and read there as `data`."""
    import typst  # seven megabytes that most processes never need

    source = _source(template)
    pdf = typst.compile(
        source,
        root=str(TEMPLATES),
        sys_inputs={"data": json.dumps(dict(data), ensure_ascii=False)},
        font_paths=_loaded_fonts(),
    )
    if not isinstance(pdf, bytes):
        raise RuntimeError(f"{template} gave no PDF")
    return pdf


@cache
def _source(template: str) -> str:
    path = TEMPLATES / f"{template}.typ"
    if not template.isidentifier() or not path.is_file():
        raise RuntimeError(f"there is no paper named {template}")
    return str(path)


@cache
def _fonts() -> list[str]:
    folder = settings.BASE_DIR / "assets" / "paper-fonts"
    return [str(folder)] if folder.is_dir() else []


@cache
def _loaded_fonts() -> "typst.Fonts":
    """Searched and read once per process: it takes seven times as long as the paper itself."""
    import typst

    return typst.Fonts(font_paths=_fonts())
