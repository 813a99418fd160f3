"""Segments ready to use: they are good trees, and RFM's groups divide all buyers as published."""

from __future__ import annotations

from itertools import product

import pytest

from tailorbird.segments.learning import learn
from tailorbird.segments.parsing import check
from tailorbird.segments.presets import PRESETS, brand_fans, category_fans
from tailorbird.segments.resolving import reads_learned, resolve
from tailorbird.segments.results import Preset
from tailorbird.segments.rfm import GROUPS
from tailorbird.segments.sentences import people_who

# the eleven groups as they are published, score by score
PUBLISHED = {
    "rfm_champions": "555 554 544 545 454 455 445",
    "rfm_loyal": "543 444 435 355 354 345 344 335",
    "rfm_potential_loyalists": (
        "553 551 552 541 542 533 532 531 452 451 442 441 431 453 433 432 423 353 352 351 342 341 "
        "333 323"
    ),
    "rfm_new_customers": "512 511 422 421 412 411 311",
    "rfm_promising": "525 524 523 522 521 515 514 513 425 424 413 414 415 315 314 313",
    "rfm_need_attention": "535 534 443 434 343 334 325 324",
    "rfm_about_to_sleep": "331 321 312 221 213 231 241 251",
    "rfm_at_risk": (
        "255 254 245 244 253 252 243 242 235 234 225 224 153 152 145 143 142 135 134 133 125 124"
    ),
    "rfm_cannot_lose": "155 154 144 214 215 115 114 113",
    "rfm_hibernating": "332 322 233 232 223 222 132 123 122 212 211",
    "rfm_lost": "111 112 121 131 141 151",
}
EVERY = (*PRESETS, category_fans("Shoes"), brand_fans("Acme"))


@pytest.mark.parametrize("preset", EVERY, ids=[one.key for one in EVERY])
def test_a_preset_is_a_good_tree_of_numbers_that_are_learned(preset: Preset) -> None:
    check(preset.tree)
    learned = {one.name: one.value for one in learn([], 0, "EUR")}
    assert reads_learned(preset.tree) <= set(learned)
    assert reads_learned(resolve(preset.tree, {}, learned)) == set()
    assert people_who(preset.tree).endswith(".")
    assert preset.meaning.endswith(".")
    assert preset.needs


def test_keys_and_names_are_given_once() -> None:
    assert len({one.key for one in EVERY}) == len({one.name for one in EVERY}) == len(EVERY)


def test_the_groups_are_the_published_ones() -> None:
    assert {one.key: one.scores() for one in GROUPS} == {
        key: set(scores.split()) for key, scores in PUBLISHED.items()
    }


def test_every_buyer_is_in_exactly_one_group() -> None:
    told = [score for group in GROUPS for score in group.scores()]
    everything = {"".join(one) for one in product("12345", repeat=3)}
    assert set(told) == everything
    assert len(told) == len(everything)
