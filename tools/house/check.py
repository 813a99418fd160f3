"""Run every rule, weigh the faults against the allowed exceptions."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass

from tools.house import code_rules, reference_rules, text_rules
from tools.house.tree import Fault, Project

RULES = (*code_rules.RULES, *text_rules.RULES, *reference_rules.RULES)
LIST = "tools/house/exceptions.toml"


@dataclass(frozen=True)
class Allowed:
    """An exception to a rule, with its reason."""

    rule: str
    where: str
    why: str


def faults(project: Project) -> list[Fault]:
    """Every broken rule that is not allowed, and every exception that is not needed any more."""
    found = [fault for rule in RULES for fault in rule(project)]
    return weigh(found, allowed(project.read(LIST)))


def allowed(text: str) -> list[Allowed]:
    """Read the list of exceptions."""
    return [Allowed(**entry) for entry in tomllib.loads(text).get("exception", [])]


def weigh(found: Iterable[Fault], exceptions: Iterable[Allowed]) -> list[Fault]:
    """Take away what is allowed; report exceptions without a reason or without a use."""
    found, exceptions = list(found), list(exceptions)
    listed = {(entry.rule, entry.where) for entry in exceptions}
    broken = {(fault.rule, fault.where) for fault in found}
    left = [fault for fault in found if (fault.rule, fault.where) not in listed]
    for entry in exceptions:
        if (entry.rule, entry.where) not in broken:
            left.append(Fault("healed", entry.where, f"{entry.rule} holds now: remove the line"))
        if not entry.why.strip():
            left.append(Fault("no-reason", entry.where, f"says no reason to break {entry.rule}"))
    return left
