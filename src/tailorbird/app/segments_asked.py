"""What the command line asks of segments, here or through the server that holds the folder.

The doors for programs read trees and presets by the same functions.
"""

from __future__ import annotations

from collections.abc import Callable

from msgspec import Struct

from tailorbird.app.finding import Finding
from tailorbird.app.tailorbird import Tailorbird
from tailorbird.core.errors import BadInput, NotFound
from tailorbird.profiles.types import IdentityKind
from tailorbird.segments import parsing, text_form
from tailorbird.segments.presets import brand_fans, category_fans
from tailorbird.segments.results import Estimate, LearnedNumber, Member, Preset, SelfCheck
from tailorbird.segments.sentences import WhyLine, why_lines
from tailorbird.segments.types import Condition, Segment

PAGE = 500
_NO_CONDITION = (
    'Say the condition, such as: did "Product Viewed" in last 7 days at least 2 times. What can be '
    "said is in docs/reference/segments.md."
)
_FANS = {"category_fans": category_fans, "brand_fans": brand_fans}
OnPeople = Callable[[list[dict[str, str]]], None]


class ListSegments(Struct, frozen=True, tag="list_segments"):
    """Asks which segments there are."""


class ShowSegment(Struct, frozen=True, tag="show_segment"):
    """Asks for one segment, by id or name."""

    segment: str


class CreateSegment(Struct, frozen=True, kw_only=True, tag="create_segment"):
    """A segment to make: of a condition (text or JSON), or of a preset.

    ``of`` is the category or brand of a preset that is about one.
    """

    name: str = ""
    condition: str = ""
    preset: str = ""
    of: str = ""
    description: str = ""


class EditSegment(Struct, frozen=True, kw_only=True, tag="edit_segment"):
    """What to change of a segment; None leaves a thing as it is."""

    segment: str
    name: str | None = None
    condition: str | None = None
    description: str | None = None


class DeleteSegment(Struct, frozen=True, tag="delete_segment"):
    """A segment to remove, by id or name."""

    segment: str


class CountPeople(Struct, frozen=True, kw_only=True, tag="count_people"):
    """Asks how many people a condition holds: exactly, or about."""

    condition: str
    exactly: bool = True


class ListMembers(Struct, frozen=True, kw_only=True, tag="list_members"):
    """Asks who is in a segment, those who entered last first."""

    segment: str
    limit: int = 50


class AskWhy(Struct, frozen=True, kw_only=True, tag="ask_why"):
    """Asks why somebody is in a segment or not: a mailbox, customer number, browser or profile."""

    segment: str
    who: str


class ExportSegment(Struct, frozen=True, kw_only=True, tag="export_segment"):
    """Asks for everybody of a segment who may be on a list."""

    segment: str
    asked_by: str


class ListPresets(Struct, frozen=True, tag="list_presets"):
    """Asks for the segments ready to use, and the numbers learned for them."""


class LastCheck(Struct, frozen=True, tag="last_check"):
    """Asks how the last comparison of both interpreters went."""


SegmentCommand = (
    ListSegments
    | ShowSegment
    | CreateSegment
    | EditSegment
    | DeleteSegment
    | CountPeople
    | ListMembers
    | AskWhy
    | ExportSegment
    | ListPresets
    | LastCheck
)


class Why(Struct, frozen=True, kw_only=True):
    """Whether somebody is in, until when time cannot change that, and the conditions one by one."""

    profile_id: str
    member: bool
    valid_until: int | None
    lines: list[WhyLine]


class SegmentsSaid(Struct, frozen=True, kw_only=True, omit_defaults=True, tag="segments_said"):
    """The answer; what was not asked for is empty. ``sentences`` are the segments' by their ids."""

    segments: list[Segment] = []
    sentences: dict[str, str] = {}
    count: int | None = None
    estimate: Estimate | None = None
    members: list[Member] = []
    why: Why | None = None
    presets: list[Preset] = []
    learned: list[LearnedNumber] = []
    check: SelfCheck | None = None
    people: int = 0


def segments_asked(shop: Tailorbird, command: SegmentCommand, on_people: OnPeople) -> SegmentsSaid:
    """Carry out what was asked; ``on_people`` takes the rows of an export.

    Raises:
        TailorbirdError: it cannot be done; the message says why.
    """
    match command:
        case ListSegments():
            return _told(shop, shop.segments.all())
        case ShowSegment():
            return _told(shop, [named(shop, command.segment)])
        case CreateSegment() | EditSegment() | DeleteSegment():
            return _told(shop, [_changed(shop, command)])
        case ListPresets():
            return SegmentsSaid(presets=shop.segments.presets(), learned=shop.segments.learned())
        case LastCheck():
            return SegmentsSaid(check=shop.segments.last_check())
        case _:
            return _about_people(shop, command, on_people)


def _about_people(
    shop: Tailorbird,
    command: CountPeople | ListMembers | AskWhy | ExportSegment,
    on_people: OnPeople,
) -> SegmentsSaid:
    match command:
        case CountPeople(exactly=True):
            return SegmentsSaid(count=shop.segments.count(condition_of(command.condition)))
        case CountPeople():
            return SegmentsSaid(estimate=shop.segments.estimate(condition_of(command.condition)))
        case ListMembers():
            segment = named(shop, command.segment)
            found = shop.segments.members(segment.segment_id, command.limit)
            return SegmentsSaid(segments=[segment], members=found)
        case AskWhy():
            segment = named(shop, command.segment)
            why = why_of(shop, segment.segment_id, profile_of(shop, command.who))
            return SegmentsSaid(segments=[segment], why=why)
        case ExportSegment():
            return _export(shop, command, on_people)


def condition_of(text: str) -> Condition:
    """Return the tree of a condition written as text or as JSON.

    Raises:
        BadInput: it is neither; the message says where.
    """
    said = text.strip()
    if not said:
        raise BadInput(_NO_CONDITION)
    return parsing.parse(said) if said.startswith("{") else text_form.read(said)


def preset_of(shop: Tailorbird, key: str, of: str = "") -> Preset:
    """Return a segment ready to use; ``of`` is the category or brand of one about its fans.

    Raises:
        NotFound: there is no such preset.
        BadInput: it needs a category or brand.
    """
    if key in _FANS:
        if not of:
            raise BadInput(f"Say of which category or brand the preset {key} is.", field="of")
        return _FANS[key](of)
    found = next((one for one in shop.segments.presets() if one.key == key), None)
    if found is None:
        raise NotFound(f"There is no preset {key[:60]!r}; tailorbird segment presets lists them.")
    return found


def named(shop: Tailorbird, segment: str) -> Segment:
    """Return a segment by its id or its name.

    Raises:
        NotFound: there is none.
    """
    for one in shop.segments.all():
        if segment == one.segment_id or segment.casefold() == one.name.casefold():
            return one
    raise NotFound(f"There is no segment {segment[:60]!r}; tailorbird segment list shows them.")


def names_of(shop: Tailorbird) -> dict[str, str]:
    """Return what segments are called, by their ids, for sentences that name them."""
    return {one.segment_id: one.name for one in shop.segments.all()}


def why_of(shop: Tailorbird, segment_id: str, profile_id: str) -> Why:
    """Return why somebody is in a segment or not, line by line.

    Raises:
        NotFound: there is no such segment or person.
    """
    answer = shop.segments.why(segment_id, profile_id)
    return Why(
        profile_id=profile_id,
        member=answer.member,
        valid_until=answer.valid_until,
        lines=why_lines(answer.why, names_of(shop)),
    )


def profile_of(shop: Tailorbird, who: str) -> str:
    """Return the profile id of a mailbox, a customer number, a browser, or of itself.

    Raises:
        NotFound: nobody has it.
    """
    finding = Finding(shop.stations)
    person = finding.by_id(who)
    for kind, value in (
        (IdentityKind.EMAIL, who.lower()),
        (IdentityKind.USER, who),
        (IdentityKind.ANONYMOUS, who),
    ):
        person = person or finding.by_identifier(kind, value)
    if person is None:
        raise NotFound("Nobody has this mailbox, customer number, browser id or profile id.")
    return person.profile_id


def _changed(shop: Tailorbird, command: CreateSegment | EditSegment | DeleteSegment) -> Segment:
    match command:
        case CreateSegment():
            return create(shop, command)
        case EditSegment():
            tree = None if command.condition is None else condition_of(command.condition)
            return shop.segments.edit(
                named(shop, command.segment).segment_id,
                name=command.name,
                tree=tree,
                description=command.description,
            )
        case DeleteSegment():
            segment = named(shop, command.segment)
            shop.segments.delete(segment.segment_id)
            return segment


def create(shop: Tailorbird, command: CreateSegment) -> Segment:
    """Make a segment of a condition or a preset.

    Raises:
        BadInput: neither or both are given, or it cannot be.
        NotFound: there is no such preset.
    """
    if bool(command.condition) is bool(command.preset):
        raise BadInput("Give a condition or a preset, one of them.")
    if command.condition:
        tree = condition_of(command.condition)
        return shop.segments.create(command.name, tree, description=command.description)
    preset = preset_of(shop, command.preset, command.of)
    return shop.segments.create(
        command.name or preset.name,
        preset.tree,
        description=command.description or preset.meaning,
        preset=preset.key,
    )


def _export(shop: Tailorbird, command: ExportSegment, on_people: OnPeople) -> SegmentsSaid:
    segment = named(shop, command.segment)
    rows: list[dict[str, str]] = []
    people = 0
    for row in shop.segments.export(segment.segment_id, command.asked_by):
        rows.append(row)
        people += 1
        if len(rows) >= PAGE:
            on_people(rows)
            rows = []
    on_people(rows)
    return SegmentsSaid(segments=[segment], people=people)


def _told(shop: Tailorbird, segments: list[Segment]) -> SegmentsSaid:
    say = shop.segments.speaking()
    return SegmentsSaid(
        segments=segments,
        sentences={one.segment_id: say(one.tree) for one in segments},
    )
