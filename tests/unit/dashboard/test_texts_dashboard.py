"""Every word a merchant reads stands in `texts/`, is used, and nothing runs or styles inline."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from jinja2 import Environment

import tailorbird.dashboard
from tailorbird.dashboard.phrases import Catalogue, Phrases
from tailorbird.dashboard.texts.blocks import BLOCKS
from tailorbird.dashboard.texts.comparison_groups import COMPARISON_GROUPS
from tailorbird.dashboard.texts.connections import CONNECTIONS
from tailorbird.dashboard.texts.consent import CONSENT
from tailorbird.dashboard.texts.data import DATA
from tailorbird.dashboard.texts.errors import ERRORS
from tailorbird.dashboard.texts.experiments import EXPERIMENTS
from tailorbird.dashboard.texts.feeds import FEEDS
from tailorbird.dashboard.texts.floors import FLOORS
from tailorbird.dashboard.texts.gates import GATES
from tailorbird.dashboard.texts.home import HOME
from tailorbird.dashboard.texts.incoming import INCOMING
from tailorbird.dashboard.texts.jobs import JOBS
from tailorbird.dashboard.texts.login import LOGIN
from tailorbird.dashboard.texts.passwords import PASSWORDS
from tailorbird.dashboard.texts.people import PEOPLE
from tailorbird.dashboard.texts.person import PERSON
from tailorbird.dashboard.texts.product import PRODUCT
from tailorbird.dashboard.texts.products import PRODUCTS
from tailorbird.dashboard.texts.recommendations import RECOMMENDATIONS
from tailorbird.dashboard.texts.segments import SEGMENTS
from tailorbird.dashboard.texts.settings import SETTINGS
from tailorbird.dashboard.texts.shell import SHELL
from tailorbird.guardrails.reasons import Withheld

ROOM = Path(tailorbird.dashboard.__file__).parent
TEMPLATES = sorted((ROOM / "templates").glob("*.html"))
PAGES: dict[str, Catalogue] = {
    "home": HOME,
    "people": PEOPLE,
    "person": PERSON,
    "products": PRODUCTS,
    "product": PRODUCT,
    "recommendations": RECOMMENDATIONS,
    "data": DATA,
    "connections": CONNECTIONS,
    "experiments": {**EXPERIMENTS, **COMPARISON_GROUPS},
    "feeds": FEEDS,
    "floors": FLOORS,
    "jobs": JOBS,
    "segments": SEGMENTS,
    "settings": SETTINGS,
    "login": LOGIN,
    "error": ERRORS,
    # words that several pages share
    "blocks": BLOCKS,
    "consent": CONSENT,
    "gates": GATES,
    "incoming": INCOMING,
    "passwords": PASSWORDS,
}
SHARED = {**BLOCKS, **CONSENT, **GATES, **INCOMING, **PASSWORDS}
READ_ALOUD = {"title", "alt", "placeholder", "aria-label", "aria-description", "value"}
# Keys that are put together: what they begin or end with.
BEGINNINGS = (
    "carried_",
    *("name_", "does_", "outcome_", "technical", "state_", "run_now", "try_again"),
    "measure_",
    "state_",
    "strategy_",
    *("range_", "theme_", "identity_", "strategy_", "block_", "withheld_"),
    *("refusal_", "remedy_", "heading_", "sentence_", "empty_"),
    *("fault_", "weak_", "does_", "kind_", "shown_", "open_", "choose_", "stock_", "file_"),
    *("outcome_", "done_", "made_", "database_", "erased_"),
    *("odd_", "form_", "call_", "share_"),
    *("channel_", "purpose_", "method_", "limited_"),
    *("use_", "scope_", "cause_"),
    *("stands_", "past_", "part_", "change_", "event_"),
    *("working_", "allowed_", "says_", "window_", "days_", "decide_", "word_", "group_"),
    *("gate_", "list_", "mark_", "metric_", "status_", "tactic_", "what_"),
)
ENDINGS = ("_help", "_lead", "_note", "_heading", "_about")


def words_of(template: Path) -> dict[str, object]:
    page = template.stem.partition("_")[0]
    return {**SHELL, **SHARED, **PAGES.get(page, {}), **(PRODUCTS if page == "paging" else {})}


def without_code(template: Path) -> str:
    """Return the template's own HTML, each expression standing as one sign."""
    kept, inside = [], ""
    for _, kind, text in Environment().lex(template.read_text(encoding="utf-8")):
        if kind in {"variable_begin", "block_begin", "comment_begin"}:
            inside = kind
        elif kind in {"variable_end", "block_end", "comment_end"}:
            kept.append("\N{BLACK SQUARE}" if inside == "variable_begin" else "")
            inside = ""
        elif not inside:
            kept.append(text)
    return "".join(kept)


class Reading(HTMLParser):
    """Collects what a reader would read, and what the content policy would stop."""

    def __init__(self) -> None:
        super().__init__()
        self.read: list[str] = []
        self.stopped: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name in READ_ALOUD:
                self.handle_data(value or "")
            if name == "style" or name.startswith("on") or name == "hx-on":
                self.stopped.append(f"{tag} {name}")
        if tag == "style" or (tag == "script" and not dict(attrs).get("src")):
            self.stopped.append(tag)

    def handle_data(self, data: str) -> None:
        if re.search(r"[^\W\d_]", data):
            self.read.append(data.strip())


def reading(html: str) -> Reading:
    reader = Reading()
    reader.feed(html)
    reader.close()
    return reader


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.stem)
def test_a_template_holds_no_words_and_nothing_inline(template: Path) -> None:
    found = reading(without_code(template))
    assert found.read == []
    assert found.stopped == []


def test_the_reader_sees_words_and_inline_code() -> None:
    found = reading('<p title="Hello" style="a">Hi</p><script>x()</script><a onclick="y()">·</a>')
    assert found.read[:2] == ["Hello", "Hi"]
    assert found.stopped == ["p style", "script", "a onclick"]


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.stem)
def test_a_template_uses_only_words_there_are(template: Path) -> None:
    used = re.findall(
        r"\bt(?:\.markup)?\(\s*[\"'](\w+)[\"']\s*[,)]", template.read_text(encoding="utf-8")
    )
    assert set(used) <= set(words_of(template))


@pytest.mark.parametrize("page", PAGES)
def test_every_text_is_used(page: str) -> None:
    files = [*TEMPLATES, *ROOM.glob("*.py")]
    literals = set(
        re.findall(r"[\"'](\w+)[\"']", " ".join(f.read_text(encoding="utf-8") for f in files))
    )
    unused = {
        key
        for key in PAGES[page]
        if key not in literals and not key.startswith(BEGINNINGS) and not key.endswith(ENDINGS)
    }
    assert unused == set()


@pytest.mark.parametrize("page", PAGES)
def test_a_page_does_not_change_the_words_of_its_frame(page: str) -> None:
    assert set(PAGES[page]) & set(SHELL) == set()


@pytest.mark.parametrize("code", list(Withheld))
def test_every_reason_to_hold_back_has_words(code: Withheld) -> None:
    assert f"withheld_{code}" in BLOCKS


@pytest.mark.parametrize("status", [400, 403, 404, 405, 500, 503])
def test_every_error_page_has_a_heading_and_a_sentence(status: int) -> None:
    assert {f"heading_{status}", f"sentence_{status}"} <= set(ERRORS)


def test_a_pair_of_texts_is_chosen_by_number() -> None:
    say = Phrases({"found": ("one thing", "{n:,} things")})
    assert [say("found", n=n) for n in (0, 1, 1200)] == ["0 things", "one thing", "1,200 things"]


def test_a_text_nobody_wrote_is_an_error_and_not_a_blank() -> None:
    with pytest.raises(KeyError):
        Phrases({})("nothing")
    assert Phrases({}).either("nothing", "otherwise") == "otherwise"
