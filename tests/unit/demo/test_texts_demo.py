"""What a shopper reads: complete, and in one place."""

from __future__ import annotations

import re

from tailorbird.demo.rendering import HERE
from tailorbird.demo.texts import STRATEGIES, TEXTS, WITHHELD
from tailorbird.guardrails.reasons import Withheld
from tailorbird.recommendations.service import Recommendations

TEMPLATES = sorted((HERE / "templates").glob("*.html"))


def test_every_code_of_a_choice_has_words() -> None:
    assert set(WITHHELD) == {code.value for code in Withheld}
    used = " ".join(path.read_text() for path in TEMPLATES)
    asked = set(re.findall(r"block\('[\w-]+', '(\w+)'", used))
    assert asked == set(STRATEGIES)


def test_templates_hold_no_words_of_their_own() -> None:
    for path in TEMPLATES:
        text = re.sub(r"\{[{%#].*?[}%#]\}", " ", path.read_text(), flags=re.DOTALL)
        text = re.sub(r"<script.*?</script>|<[^>]*>|&\w+;", " ", text, flags=re.DOTALL)
        assert not re.search(r"[A-Za-z]{2,}", text), (path.name, re.findall(r"[A-Za-z]{2,}", text))


def test_every_text_a_template_asks_for_exists_and_none_is_left_over() -> None:
    sources = [*TEMPLATES, *HERE.glob("*.py")]
    code = "\n".join(path.read_text() for path in sources if path.name != "texts.py")
    asked = set(re.findall(r"say\(\s*[\"'](\w+)[\"']", code))
    assert asked <= set(TEXTS)
    unused = {key for key in TEXTS if f'"{key}"' not in code and f"'{key}'" not in code}
    assert not unused


def test_the_shop_asks_only_for_strategies_there_are() -> None:
    assert set(STRATEGIES) <= set(Recommendations().current.gates)
