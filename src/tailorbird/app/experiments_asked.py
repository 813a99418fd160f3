"""What the command line asks of experiments, here or through the server that holds the folder."""

from __future__ import annotations

from typing import Any

from msgspec import UNSET, Struct

from tailorbird.app.tailorbird import Tailorbird
from tailorbird.experiments.assigning import Assignment
from tailorbird.experiments.defining import Edit, NewExperiment
from tailorbird.experiments.holdouts import WEEKS, Outlook, Terms
from tailorbird.experiments.service import Seen
from tailorbird.experiments.types import Change, Experiment
from tailorbird.experiments.who import Who
from tailorbird.measurement.results import Asked
from tailorbird.measurement.sentences import fault_of, sentence
from tailorbird.statistics.types import Method

BY = "the command line"


class ListExperiments(Struct, frozen=True, tag="list_experiments"):
    """Asks which experiments there are; ``groups`` for the comparison groups that run."""

    groups: bool = False


class ShowExperiment(Struct, frozen=True, tag="show_experiment"):
    """Asks for one experiment, who saw what of it, and what was done to it."""

    key: str


class ShowResult(Struct, frozen=True, kw_only=True, tag="show_result"):
    """Asks what an experiment brought; ``whole`` for every number with its inputs."""

    key: str
    method: Method = Method.SEQUENCE
    adjusted: bool = False
    whole: bool = False


class CreateExperiment(Struct, frozen=True, tag="create_experiment"):
    """An experiment to write down as a draft."""

    new: NewExperiment


class EditExperiment(Struct, frozen=True, kw_only=True, tag="edit_experiment"):
    """What to change of an experiment; None leaves a thing as it is."""

    key: str
    name: str | None = None
    coverage: int | None = None


class StartExperiment(Struct, frozen=True, tag="start_experiment"):
    """An experiment to begin."""

    key: str


class StopExperiment(Struct, frozen=True, kw_only=True, tag="stop_experiment"):
    """An experiment to end, and which variation stays, if any."""

    key: str
    roll_out: str | None = None


class AssignVariation(Struct, frozen=True, kw_only=True, tag="assign_variation"):
    """Asks what somebody would get of an experiment; nothing is counted."""

    key: str
    who: Who


class BeginHoldout(Struct, frozen=True, kw_only=True, tag="begin_holdout"):
    """People to hold out: a share in ten-thousandths, of a tactic or of everything."""

    share: int
    tactic: str | None = None
    weeks: int = WEEKS


class EndHoldout(Struct, frozen=True, kw_only=True, tag="end_holdout"):
    """A comparison group to let in; without a tactic that of everything."""

    tactic: str | None = None


class AskOutlook(Struct, frozen=True, kw_only=True, tag="ask_outlook"):
    """Asks what holding out a share costs, and when it answers."""

    share: int
    lift: float | None = None


ExperimentCommand = (
    ListExperiments
    | ShowExperiment
    | CreateExperiment
    | EditExperiment
    | StartExperiment
    | StopExperiment
    | AssignVariation
    | BeginHoldout
    | EndHoldout
    | AskOutlook
    | ShowResult
)


class ExperimentsSaid(Struct, frozen=True, kw_only=True, omit_defaults=True, tag="experiments"):
    """The answer; what was not asked for is empty."""

    experiments: list[Experiment] = []
    seen: Seen | None = None
    changes: list[Change] = []
    assignment: Assignment | None = None
    unit: str = ""
    outlook: Outlook | None = None
    sentences: list[str] = []
    faults: list[str] = []
    export: dict[str, Any] = {}


def experiments_asked(shop: Tailorbird, command: ExperimentCommand) -> ExperimentsSaid:
    """Carry out what was asked.

    Raises:
        TailorbirdError: it cannot be done; the message says why.
    """
    match command:
        case ListExperiments(groups=groups):
            every = shop.experiments.comparison_groups if groups else shop.experiments.all
            return ExperimentsSaid(experiments=every())
        case ShowExperiment():
            return _shown(shop, command.key)
        case AssignVariation():
            return _assigned(shop, command)
        case ShowResult():
            return _brought(shop, command)
        case AskOutlook():
            return ExperimentsSaid(outlook=shop.experiments.outlook(command.share, command.lift))
        case _:
            return ExperimentsSaid(experiments=[_changed(shop, command)])


def _shown(shop: Tailorbird, key: str) -> ExperimentsSaid:
    return ExperimentsSaid(
        experiments=[shop.experiments.get(key)],
        seen=shop.experiments.seen(key),
        changes=shop.experiments.changes(key),
    )


def _brought(shop: Tailorbird, command: ShowResult) -> ExperimentsSaid:
    asked = Asked(method=command.method, adjusted=command.adjusted)
    if command.whole:
        return ExperimentsSaid(export=shop.results.export(command.key, asked))
    found = shop.results.result(command.key, asked)
    return ExperimentsSaid(
        experiments=[found.experiment],
        sentences=[sentence(line, one) for line in found.lines for one in line.against],
        faults=[fault_of(one) for one in found.findings],
    )


def _assigned(shop: Tailorbird, command: AssignVariation) -> ExperimentsSaid:
    found = shop.experiments.assign(command.who, [command.key])
    [assignment] = found.assignments
    return ExperimentsSaid(assignment=assignment, unit=found.unit)


def _changed(
    shop: Tailorbird,
    command: CreateExperiment
    | EditExperiment
    | StartExperiment
    | StopExperiment
    | BeginHoldout
    | EndHoldout,
) -> Experiment:
    experiments = shop.experiments
    match command:
        case CreateExperiment():
            return experiments.create(command.new, by=BY)
        case EditExperiment():
            return experiments.edit(command.key, _edit(command), by=BY)
        case StartExperiment():
            return experiments.start(command.key, by=BY)
        case StopExperiment():
            return experiments.stop(command.key, by=BY, roll_out=command.roll_out)
        case BeginHoldout():
            terms = Terms(share=command.share, tactic=command.tactic, weeks=command.weeks)
            return experiments.hold_out(terms, by=BY)
        case EndHoldout():
            return experiments.let_in(command.tactic, by=BY)


def _edit(command: EditExperiment) -> Edit:
    return Edit(
        name=UNSET if command.name is None else command.name,
        coverage=UNSET if command.coverage is None else command.coverage,
    )
