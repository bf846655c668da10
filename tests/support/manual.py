"""Builds the manual: resources/help/*.md -> resources/help/html/*.html.

Markdown is what is written and kept; the pages are made by `./dev setup` and `./dev package`, and
open without the network. Links between pages follow; others lead one folder further up.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from pathlib import Path
from string import Template

import markdown

HELP = Path(__file__).resolve().parents[2] / "resources" / "help"
PAGE = Path(__file__).with_name("manual_page.html")
ORDER = (
    "index first_map source_models images labels strength report processing large_areas "
    "troubleshooting import model_file method accuracy performance reliability glossary citing"
).split()
"""Of the pages in each page's menu; those that are there."""
_EXTENSIONS = ("tables", "fenced_code", "toc", "attr_list", "sane_lists")
_PICTURE = re.compile(r'<img [^>]*src="(?P<source>[^"]+)"[^>]*>')
_LINK = re.compile(r'(?P<kind>href|src)="(?P<target>(?!https?:|mailto:|#)[^"]+)"')


@dataclass(frozen=True)
class Page:
    """One page of the manual."""

    name: str
    title: str
    """Its first heading."""
    body: str
    """HTML; links as they stand in the Markdown."""


def pages() -> list[Page]:
    """All pages, in the menu's order.

    Raises:
        ValueError: a page has no place in the order, or no title.
    """
    found = {path.stem: path for path in HELP.glob("*.md")}
    odd = sorted(set(found) - set(ORDER))
    if odd:
        raise ValueError(f"{', '.join(odd)} has no place in the manual's order (manual.py)")
    return [_page(found[name]) for name in ORDER if name in found]


def build_manual() -> Path:
    """Write all pages anew; returns the first one's path."""
    folder = HELP / "html"
    folder.mkdir(exist_ok=True)
    for old in folder.glob("*.html"):
        old.unlink()
    all_pages = pages()
    template = Template(PAGE.read_text("utf-8"))
    for page in all_pages:
        menu = "\n".join(_entry(other, other is page) for other in all_pages)
        text = template.substitute(title=page.title, menu=menu, body=_LINK.sub(_moved, page.body))
        (folder / f"{page.name}.html").write_text(text, "utf-8")
    return folder / "index.html"


def _entry(page: Page, is_here: bool) -> str:
    mark = ' class="here"' if is_here else ""
    return f'<li><a href="{page.name}.html"{mark}>{html.escape(page.title)}</a></li>'


def _page(path: Path) -> Page:
    text = path.read_text("utf-8")
    title = re.match(r"# (.+)", text)
    if title is None:
        raise ValueError(f"{path.name} does not begin with its title")
    body = markdown.markdown(text, extensions=_EXTENSIONS)
    return Page(path.stem, title[1].strip(), _PICTURE.sub(_enlargeable, body))


def _enlargeable(picture: re.Match[str]) -> str:
    """A picture that a click shows in its full size: a page has room for half of a screen."""
    return f'<a href="{picture["source"]}" title="Click for the full size">{picture[0]}</a>'


def _moved(link: re.Match[str]) -> str:
    """A link as it must be one folder below the Markdown."""
    target, mark, anchor = link["target"].partition("#")
    if target.endswith(".md") and "/" not in target:
        target = f"{target.removesuffix('.md')}.html"
    else:
        target = f"../{target}"
    return f'{link["kind"]}="{target}{mark}{anchor}"'


if __name__ == "__main__":
    build_manual()
