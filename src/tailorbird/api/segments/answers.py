"""What the calls about segments take and answer, as types. Instants are ISO 8601 text, UTC."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any

import msgspec
from msgspec import Meta, Struct

from tailorbird.app.segments_asked import Why
from tailorbird.core.clock import to_datetime
from tailorbird.segments.results import LearnedNumber, Member, Movement, Preset, SelfCheck, SizeDay
from tailorbird.segments.text_form import write
from tailorbird.segments.types import Condition, Segment

REFERENCE = "#/components/schemas/Condition"
Tree = Annotated[dict[str, Any], Meta(extra_json_schema={"$ref": REFERENCE})]
Moment = Annotated[str, Meta(extra_json_schema={"format": "date-time"})]


class NewSegment(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A segment to make: of a ``tree``, of the same as ``text``, or of a ``preset``.

    ``of`` is the category or brand of a preset about its fans. A preset brings a name with it.
    """

    name: str = ""
    tree: Tree | None = None
    text: str | None = None
    preset: str | None = None
    of: str = ""
    description: str = ""


class ChangedSegment(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What to change of a segment; what is left out stays. Another tree is filled anew."""

    name: str | None = None
    tree: Tree | None = None
    text: str | None = None
    description: str | None = None


class AskedTree(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A condition to count people by: a ``tree``, or the same as ``text``."""

    tree: Tree | None = None
    text: str | None = None


class ShownSegment(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A segment. ``state`` is ``filling`` until everybody was looked at once, then ``live``.

    ``text`` and ``sentence`` say the same as ``tree``: to be read again, and to be read by people.
    """

    id: str
    name: str
    description: str
    preset: str
    tree: Tree
    text: str
    sentence: str
    state: str
    size: int
    version: int
    created_at: Moment
    updated_at: Moment
    filled_at: Moment | None


class SegmentList(Struct, frozen=True, forbid_unknown_fields=True):
    """Every segment, by name."""

    segments: list[ShownSegment]


class ShownMember(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Somebody in a segment, since when, and what a merchant calls them."""

    profile_id: str
    since: Moment
    label: str


class MemberPage(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Members, those who entered last first; ``next`` is the cursor of the next page, or null."""

    members: list[ShownMember]
    next: str | None


class ShownMovement(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Somebody entered or left.

    ``cause`` is the name of the event behind it, or ``time``, ``fill``, ``facts`` or ``joined``.
    """

    profile_id: str
    label: str
    entered: bool
    at: Moment
    cause: str


class MovementList(Struct, frozen=True, forbid_unknown_fields=True):
    """Who entered and left last, the newest first."""

    movements: list[ShownMovement]


class ShownSize(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A day (UTC): the size at its end, and how many entered and left."""

    day: str
    size: int
    entered: int
    left: int


class SizeList(Struct, frozen=True, forbid_unknown_fields=True):
    """Sizes by day, from the first day known on."""

    days: list[ShownSize]


class WhyCondition(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One condition: whether it held, and what was found.

    ``path`` is its place in the tree, ``level`` how far in it stands, ``until`` when time alone
    could change it, ``events`` the numbers in the log of the events behind it.
    """

    path: str
    level: int
    text: str
    held: bool
    found: str
    until: Moment | None
    events: list[int]


class ShownWhy(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Whether somebody is in a segment and why.

    ``valid_until`` is the first instant at which time alone could change it, null for never.
    """

    profile_id: str
    member: bool
    valid_until: Moment | None
    conditions: list[WhyCondition]


class Counted(Struct, frozen=True, forbid_unknown_fields=True):
    """How many people a tree holds now."""

    count: int


class ShownPreset(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A segment ready to use. ``needs`` says what a shop must have for it to mean anything."""

    key: str
    name: str
    meaning: str
    needs: str
    tree: Tree
    text: str


class PresetList(Struct, frozen=True, forbid_unknown_fields=True):
    """The segments ready to use."""

    presets: list[ShownPreset]


class ShownNumber(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A number learned from the shop's past; ``basis`` is how many observations it rests on.

    ``fallback`` tells that there were too few, and a stated default is used.
    """

    name: str
    value: float
    basis: int
    fallback: bool
    version: int
    learned_at: Moment


class NumberList(Struct, frozen=True, forbid_unknown_fields=True):
    """The learned numbers, by name."""

    learned: list[ShownNumber]


class ShownCheck(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The latest comparison of both ways to tell who is in; ``at`` is null before the first."""

    at: Moment | None
    segments: int
    people: int
    differences: int
    examples: list[str]


class SegmentOfPerson(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A segment somebody is in, and since when."""

    id: str
    name: str
    since: Moment


class PersonSegments(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The segments somebody is in, by name."""

    profile_id: str
    segments: list[SegmentOfPerson]


def moment(at: int) -> str:
    """Return an instant as text, to the microsecond."""
    return to_datetime(at).isoformat(timespec="microseconds").replace("+00:00", "Z")


def _moment_or_none(at: int | None) -> str | None:
    return moment(at) if at else None


def _plain(tree: Condition) -> dict[str, Any]:
    plain = msgspec.to_builtins(tree)
    assert isinstance(plain, dict)  # noqa: S101  what a tagged struct becomes
    return plain


def shown_segment(segment: Segment, say: Callable[[Condition], str]) -> ShownSegment:
    """Return a segment as the calls answer it; ``say`` puts its tree into words."""
    return ShownSegment(
        id=segment.segment_id,
        name=segment.name,
        description=segment.description,
        preset=segment.preset,
        tree=_plain(segment.tree),
        text=write(segment.tree),
        sentence=say(segment.tree),
        state=segment.state,
        size=segment.size,
        version=segment.version,
        created_at=moment(segment.created_at),
        updated_at=moment(segment.updated_at),
        filled_at=_moment_or_none(segment.filled_at),
    )


def shown_member(member: Member) -> ShownMember:
    """Return a member as the calls answer it."""
    return ShownMember(profile_id=member.profile_id, since=moment(member.since), label=member.label)


def shown_movement(one: Movement) -> ShownMovement:
    """Return somebody's entering or leaving as the calls answer it."""
    return ShownMovement(
        profile_id=one.profile_id,
        label=one.label,
        entered=one.entered,
        at=moment(one.at),
        cause=one.cause,
    )


def shown_size(one: SizeDay, day: str) -> ShownSize:
    """Return a day's size as the calls answer it."""
    return ShownSize(day=day, size=one.size, entered=one.entered, left=one.left)


def shown_why(why: Why) -> ShownWhy:
    """Return why somebody is in or out as the calls answer it."""
    return ShownWhy(
        profile_id=why.profile_id,
        member=why.member,
        valid_until=_moment_or_none(why.valid_until),
        conditions=[
            WhyCondition(
                path=line.path,
                level=line.level,
                text=line.text,
                held=line.held,
                found=line.found,
                until=_moment_or_none(line.until),
                events=list(line.events),
            )
            for line in why.lines
        ],
    )


def shown_preset(preset: Preset) -> ShownPreset:
    """Return a preset as the calls answer it."""
    return ShownPreset(
        key=preset.key,
        name=preset.name,
        meaning=preset.meaning,
        needs=preset.needs,
        tree=_plain(preset.tree),
        text=write(preset.tree),
    )


def shown_number(one: LearnedNumber) -> ShownNumber:
    """Return a learned number as the calls answer it."""
    return ShownNumber(
        name=one.name,
        value=one.value,
        basis=one.basis,
        fallback=one.fallback,
        version=one.version,
        learned_at=moment(one.learned_at),
    )


def shown_check(check: SelfCheck | None) -> ShownCheck:
    """Return the latest comparison as the calls answer it."""
    if check is None:
        return ShownCheck(at=None, segments=0, people=0, differences=0, examples=[])
    return ShownCheck(
        at=moment(check.at),
        segments=check.segments,
        people=check.people,
        differences=check.differences,
        examples=list(check.examples),
    )
