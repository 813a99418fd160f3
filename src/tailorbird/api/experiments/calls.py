"""What each call about experiments does. They block: the door gives each a thread."""

from __future__ import annotations

from tailorbird.api.experiments import answers
from tailorbird.api.experiments.answers import HoldingOut, ShownExperiment, Stopping
from tailorbird.api.segments.calls import Call, read
from tailorbird.app import Tailorbird
from tailorbird.core.errors import BadInput
from tailorbird.experiments.defining import Edit, NewExperiment
from tailorbird.experiments.holdouts import EVERYTHING, Outlook, Terms
from tailorbird.experiments.types import Experiment


def list_experiments(shop: Tailorbird, _call: Call) -> answers.ExperimentList:
    """Every experiment and comparison group."""
    return answers.ExperimentList([answers.shown(one) for one in shop.experiments.all()])


def create(shop: Tailorbird, call: Call) -> ShownExperiment:
    """Write an experiment down as a draft."""
    return _shown(shop, shop.experiments.create(read(call, NewExperiment), by=_by(call)))


def get(shop: Tailorbird, call: Call) -> ShownExperiment:
    """One experiment."""
    return _shown(shop, shop.experiments.get(call.ids[0]))


def edit(shop: Tailorbird, call: Call) -> ShownExperiment:
    """Change an experiment."""
    return _shown(shop, shop.experiments.edit(call.ids[0], read(call, Edit), by=_by(call)))


def start(shop: Tailorbird, call: Call) -> ShownExperiment:
    """Begin to draw people."""
    return _shown(shop, shop.experiments.start(call.ids[0], by=_by(call)))


def stop(shop: Tailorbird, call: Call) -> ShownExperiment:
    """End an experiment for good."""
    asked = read(call, Stopping) if call.body else Stopping()
    stopped = shop.experiments.stop(call.ids[0], by=_by(call), roll_out=asked.roll_out)
    return _shown(shop, stopped)


def changes(shop: Tailorbird, call: Call) -> answers.ChangeList:
    """What was done to an experiment."""
    found = shop.experiments.changes(call.ids[0])
    return answers.ChangeList([answers.shown_change(one) for one in found])


def undefined(shop: Tailorbird, _call: Call) -> answers.UndefinedList:
    """What people saw that nobody defined."""
    return answers.UndefinedList(
        [
            answers.ShownUndefined(
                experiment=one.experiment_id, variation=one.variation, people=one.people
            )
            for one in shop.experiments.undefined()
        ]
    )


def comparison_groups(shop: Tailorbird, _call: Call) -> answers.ExperimentList:
    """The comparison groups that run."""
    running = shop.experiments.comparison_groups()
    return answers.ExperimentList([answers.shown(one) for one in running])


def hold_out(shop: Tailorbird, call: Call) -> ShownExperiment:
    """Hold people out from now on."""
    asked = read(call, HoldingOut)
    terms = Terms(share=asked.share, tactic=asked.tactic, weeks=asked.weeks)
    return _shown(shop, shop.experiments.hold_out(terms, by=_by(call)))


def let_in(shop: Tailorbird, call: Call) -> ShownExperiment:
    """End a comparison group."""
    name = call.ids[0]
    ended = shop.experiments.let_in(None if name == EVERYTHING else name, by=_by(call))
    return _shown(shop, ended)


def outlook(shop: Tailorbird, call: Call) -> Outlook:
    """What a comparison group costs, and when it answers."""
    return shop.experiments.outlook(_share(call), _lift(call))


def _share(call: Call) -> int:
    given = call.query.get("share", "")
    if not (given.isascii() and given.isdigit() and len(given) < 6):  # noqa: PLR2004
        raise BadInput("share is a whole number of ten-thousandths: ?share=500.", field="share")
    return int(given)


def _lift(call: Call) -> float | None:
    given = call.query.get("lift")
    try:
        return None if given is None else float(given)
    except ValueError as error:
        raise BadInput("lift is a number such as 0.1 for 10 %.", field="lift") from error


def _by(call: Call) -> str:
    return f"key {call.key}"


def _shown(shop: Tailorbird, experiment: Experiment) -> ShownExperiment:
    return answers.shown(experiment, shop.experiments.seen(experiment.key))
