"""A run in plain words."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from tailorbird.core.clock import to_datetime
from tailorbird.events.types import Event
from tailorbird.testing.simulation.outcomes import Violation
from tailorbird.testing.simulation.steps import (
    Ask,
    Declare,
    Erase,
    Fault,
    Fill,
    Finish,
    Learn,
    Pass,
    Rebuild,
    Relay,
    Restart,
    Seal,
    Send,
    Snapshot,
    Step,
    Trim,
    Work,
    Write,
)


def story(steps: Iterable[Step], violation: Violation | None) -> str:
    """Return what happened, a line a step, and what went wrong."""
    lines = [f"{number}. {_told(step)}" for number, step in enumerate(steps, 1)]
    if violation is None:
        return "\n".join([*lines, "Every promise holds."])
    return "\n".join([*lines, f"Broken: {violation.promise}. {violation.how}"])


def _told(step: Step) -> str:
    told = _what(step)
    where = f" (process {step.process + 1})" if step.process else ""
    fault: Fault | None = getattr(step, "fault", None)
    if fault is not None:
        moment = "right after" if fault.after else "before"
        told += f" The process dies {moment} commit {fault.write} of this step."
    return told + where


def _what(step: Step) -> str:
    match step:
        case Send():
            said = "; ".join(_event(event) for event in step.events) or "nothing new"
            unheard = " The answer is lost." if step.unheard else ""
            return f"{step.sender} sends ({step.lane}): {said}.{unheard}"
        case Work():
            return f"Up to {step.most} events of the {step.lane} lane are processed."
        case Relay():
            return "What was caused is appended to the log."
        case Declare():
            return f"The shop declares {', '.join(one.product_id for one in step.products)}."
        case Ask():
            return f"A page asks what to show to {step.user_id or step.anonymous_id}."
        case _:
            return _house_kept(step)


def _house_kept(step: Step) -> str:
    match step:
        case Learn():
            return "The recommenders learn."
        case Snapshot():
            return "A snapshot is kept."
        case Rebuild():
            begin = "the newest snapshot" if step.from_snapshot else "nothing"
            return f"Everything is rebuilt from {begin}."
        case Seal():
            return "What the log holds is taken into the archive."
        case Trim():
            return "The log is cut where it is archived and processed."
        case _:
            return _seldom_done(step)


def _seldom_done(step: Step) -> str:
    match step:
        case Erase():
            return f"{step.value} asks to be forgotten ({to_datetime(step.at):%d %b %H:%M:%S})."
        case Finish():
            return "What erasures have left to do is done."
        case Restart():
            return "The process ends and is started again."
        case _:
            return _of_segments(step)


def _of_segments(step: Step) -> str:
    match step:
        case Write():
            about = "" if step.act in ("refill", "delete") else f" by tree {step.tree}"
            which = "" if step.act == "create" else f" {step.which}"
            return f"The merchant wants to {step.act} segment{which}{about}."
        case Fill():
            meanwhile = f", {step.between} events come between" if step.between else ""
            return f"Segments that wait are filled{meanwhile}."
        case Pass():
            return f"It is {to_datetime(step.at):%d %b %H:%M:%S}; who is due is looked at."
    raise TypeError(step)  # a new kind of step wants a sentence here


def _event(event: Event) -> str:
    traits: dict[str, Any] = event.context.get("traits") or {}
    names = [event.user_id, traits.get("email"), event.anonymous_id]
    who = " = ".join(name for name in names if name)
    when = f"{to_datetime(event.occurred_at):%d %b %H:%M:%S}"
    about = {**event.properties, **event.context.get("consent", {})}
    said = ", ".join(f"{name} {_value(value)}" for name, value in about.items())
    return f"[{event.message_id}] {who} {event.name} {said} ({when})"


def _value(value: object) -> str:
    if isinstance(value, list):
        return " + ".join(f"{one['quantity']} x {one['product_id']}" for one in value)
    return str(value)
