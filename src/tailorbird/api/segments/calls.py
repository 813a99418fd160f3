"""What each call about segments does. They block: the door gives each a thread."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from typing import Any, TypeVar

import msgspec
from msgspec import Struct

from tailorbird.api.answers import Success
from tailorbird.api.segments import answers
from tailorbird.api.segments.answers import AskedTree, ChangedSegment, NewSegment, ShownSegment
from tailorbird.app import Tailorbird
from tailorbird.app.segments_asked import preset_of, why_of
from tailorbird.core.clock import day_number
from tailorbird.core.errors import BadInput, NotFound
from tailorbird.segments import parsing, schema, text_form
from tailorbird.segments.results import Estimate, Overlap
from tailorbird.segments.sheets import csv_parts
from tailorbird.segments.types import Condition, Segment

Body = TypeVar("Body")
MOST_MEMBERS, MOST_DAYS = 500, 3_660
_EPOCH = date(1970, 1, 1)
_TREE_OR_TEXT = "Send the condition as `tree` (JSON) or as `text`, one of them."


class Call(Struct, frozen=True, kw_only=True):
    """One call: its body, what stands in its address, and the name of the key that sent it."""

    body: bytes
    query: Mapping[str, str]
    ids: tuple[str, ...]
    key: str


class Sheet(Struct, frozen=True):
    """An answer that is a CSV file, sent part by part."""

    name: str
    parts: Iterator[str]


Handler = Callable[[Tailorbird, Call], object]


def list_segments(shop: Tailorbird, _call: Call) -> answers.SegmentList:
    """Every segment."""
    every = shop.segments.all()
    say = shop.segments.speaking()
    return answers.SegmentList([answers.shown_segment(one, say) for one in every])


def create(shop: Tailorbird, call: Call) -> ShownSegment:
    """Make a segment; it fills from now on."""
    asked = read(call, NewSegment)
    if asked.preset is not None:
        if asked.tree is not None or asked.text is not None:
            raise BadInput("Send a preset or a condition, one of them.", field="preset")
        preset = preset_of(shop, asked.preset, asked.of)
        made = shop.segments.create(
            asked.name or preset.name,
            preset.tree,
            description=asked.description or preset.meaning,
            preset=preset.key,
        )
    else:
        tree = _tree(asked.tree, asked.text)
        made = shop.segments.create(asked.name, tree, description=asked.description)
    return _shown(shop, made)


def get(shop: Tailorbird, call: Call) -> ShownSegment:
    """One segment."""
    return _shown(shop, shop.segments.get(call.ids[0]))


def edit(shop: Tailorbird, call: Call) -> ShownSegment:
    """Change a segment."""
    asked = read(call, ChangedSegment)
    unchanged = asked.tree is None and asked.text is None
    edited = shop.segments.edit(
        call.ids[0],
        name=asked.name,
        tree=None if unchanged else _tree(asked.tree, asked.text),
        description=asked.description,
    )
    return _shown(shop, edited)


def delete(shop: Tailorbird, call: Call) -> Success:
    """Remove a segment."""
    shop.segments.delete(call.ids[0])
    return Success()


def refill(shop: Tailorbird, call: Call) -> ShownSegment:
    """Look at everybody anew."""
    shop.segments.refill(call.ids[0])
    return _shown(shop, shop.segments.get(call.ids[0]))


def members(shop: Tailorbird, call: Call) -> answers.MemberPage:
    """Who is in, by pages."""
    limit = _number(call, "limit", 50, MOST_MEMBERS)
    found = shop.segments.members(call.ids[0], limit, _cursor(call.query.get("after", "")))
    last = found[-1] if len(found) == limit else None
    return answers.MemberPage(
        members=[answers.shown_member(one) for one in found],
        next=None if last is None else f"{last.since}.{last.profile_id}",
    )


def movements(shop: Tailorbird, call: Call) -> answers.MovementList:
    """Who entered and left last."""
    found = shop.segments.movements(call.ids[0], _number(call, "limit", 50, MOST_MEMBERS))
    return answers.MovementList([answers.shown_movement(one) for one in found])


def sizes(shop: Tailorbird, call: Call) -> answers.SizeList:
    """Sizes by day."""
    today = day_number(shop.now())
    last = _day(call, "last", today)
    first = _day(call, "first", last - 29)
    if not 0 <= last - first < MOST_DAYS:
        raise BadInput(f"From first to last there are 1 to {MOST_DAYS} days.", field="first")
    shop.segments.get(call.ids[0])
    found = shop.segments.sizes(call.ids[0], first, last)
    return answers.SizeList([answers.shown_size(one, _date(one.day)) for one in found])


def why(shop: Tailorbird, call: Call) -> answers.ShownWhy:
    """Why somebody is in or out."""
    return answers.shown_why(why_of(shop, *call.ids))


def overlap(shop: Tailorbird, call: Call) -> Overlap:
    """How many people two segments share."""
    for name in ("first", "second"):
        if not call.query.get(name):
            raise BadInput(f"Say the {name} segment: ?first=ID&second=ID.", field=name)
    return shop.segments.overlap(call.query["first"], call.query["second"])


def estimate(shop: Tailorbird, call: Call) -> Estimate:
    """About how many people a tree holds, quickly."""
    asked = read(call, AskedTree)
    return shop.segments.estimate(_tree(asked.tree, asked.text))


def count(shop: Tailorbird, call: Call) -> answers.Counted:
    """How many people a tree holds."""
    asked = read(call, AskedTree)
    return answers.Counted(shop.segments.count(_tree(asked.tree, asked.text)))


def presets(shop: Tailorbird, _call: Call) -> answers.PresetList:
    """Segments ready to use."""
    return answers.PresetList([answers.shown_preset(one) for one in shop.segments.presets()])


def learned(shop: Tailorbird, _call: Call) -> answers.NumberList:
    """Numbers that the shop's past taught."""
    return answers.NumberList([answers.shown_number(one) for one in shop.segments.learned()])


def give_schema(_shop: Tailorbird, _call: Call) -> dict[str, Any]:
    """The published form of a tree."""
    return schema.document()


def check(shop: Tailorbird, _call: Call) -> answers.ShownCheck:
    """The latest comparison of both ways to tell who is in."""
    return answers.shown_check(shop.segments.last_check())


def export(shop: Tailorbird, call: Call) -> Sheet:
    """Everybody of a segment who may be on a list; written down with the key's name."""
    segment = shop.segments.get(call.ids[0])
    rows = shop.segments.export(segment.segment_id, f"key {call.key}")
    return Sheet(f"segment-{segment.segment_id}.csv", csv_parts(rows))


def of_person(shop: Tailorbird, call: Call) -> answers.PersonSegments:
    """The segments somebody is in."""
    profile_id = call.ids[0]
    if shop.person(profile_id) is None:
        raise NotFound("There is no person with this id.")
    held = [
        answers.SegmentOfPerson(id=one.segment_id, name=one.name, since=answers.moment(since))
        for one, since in shop.segments.of_person(profile_id)
    ]
    return answers.PersonSegments(profile_id=profile_id, segments=held)


def _shown(shop: Tailorbird, segment: Segment) -> ShownSegment:
    return answers.shown_segment(segment, shop.segments.speaking())


def read(call: Call, kind: type[Body]) -> Body:
    """Return a call's body.

    Raises:
        BadInput: it is not what the call takes; ``field`` is the place of what is wrong.
    """
    try:
        return msgspec.json.decode(call.body, type=kind)
    except msgspec.ValidationError as error:
        said, _, place = str(error).partition(" - at `")
        raise BadInput(f"{said}.", field=place.rstrip("`").removeprefix("$.")) from error
    except RecursionError as error:
        raise BadInput("The body is nested too deeply.", field="tree") from error
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise BadInput(f"The body is not valid JSON: {error}.") from error


def _tree(tree: dict[str, Any] | None, text: str | None) -> Condition:
    if (tree is None) is (text is None):
        raise BadInput(_TREE_OR_TEXT, field="tree")
    return text_form.read(text) if text is not None else parsing.parse(tree or {})


def _number(call: Call, name: str, default: int, most: int) -> int:
    given = call.query.get(name)
    if given is None:
        return default
    number = int(given) if given.isascii() and given.isdigit() and len(given) < 6 else 0  # noqa: PLR2004
    if not 1 <= number <= most:
        raise BadInput(f"{name} is a number from 1 to {most}.", field=name)
    return number


def _cursor(given: str) -> tuple[int, str] | None:
    if not given:
        return None
    since, _, profile_id = given.partition(".")
    if not (since.isascii() and since.isdigit() and len(since) < 18 and profile_id):  # noqa: PLR2004
        raise BadInput("after is what `next` of the page before said.", field="after")
    return int(since), profile_id


def _day(call: Call, name: str, default: int) -> int:
    given = call.query.get(name)
    if given is None:
        return default
    try:
        return (date.fromisoformat(given) - _EPOCH).days
    except ValueError as error:
        raise BadInput(f"{name} is a date such as 2026-01-31.", field=name) from error


def _date(day: int) -> str:
    return (_EPOCH + timedelta(days=day)).isoformat()
