"""Words of the housekeeping page. Keys `name_X` and `does_X` are about the work called X."""

JOBS: dict[str, str | tuple[str, str]] = {
    "title": "Housekeeping",
    "lead": "What Tailorbird does by itself, when, and how it went.",
    # the work
    "name_learn_from_orders": "Learn from your orders",
    "does_learn_from_orders": "Finds what sells, what rises and what is bought together.",
    "name_forget_message_ids": "Forget old message numbers",
    "does_forget_message_ids": (
        "Numbers by which repeated events are recognised are kept for 30 days, those of imported "
        "files for good."
    ),
    "name_forget_job_history": "Tidy this page",
    "does_forget_job_history": "What was done more than 30 days ago is forgotten.",
    "name_archive_seal": "Put new events into the archive",
    "does_archive_seal": "What arrived lately is kept for good, in a form made for looking back.",
    "name_archive_compact": "Join the archive's small files",
    "does_archive_compact": "A day is read faster from one file than from many.",
    "name_archive_sweep": "Tidy the archive",
    "does_archive_sweep": "Files that were replaced, or that nothing names, are removed.",
    "name_keep_checkpoint": "Keep a snapshot",
    "does_keep_checkpoint": "Starting over after a defect is quicker from a snapshot.",
    "name_feed_pull": "Fetch your product feeds",
    "does_feed_pull": "New products, prices and stock are taken from the addresses you gave.",
    "name_shop_backfill": "Fetch your shop's past",
    "does_shop_backfill": "Earlier orders, customers and products come from your shop platform.",
    "name_shop_request": "Answer a person's request",
    "does_shop_request": "Your shop platform passed on that somebody asks for their data or to go.",
    "name_log_trim": "Trim the log",
    "does_log_trim": "Events that the archive holds for good leave the log of recent ones.",
    "name_erase_from_log": "Finish erasing people from recent events",
    "does_erase_from_log": "Whoever was erased leaves the events of the last days too.",
    "name_erase_from_archive": "Erase people from the archive",
    "does_erase_from_archive": "Files that hold somebody who was erased are written anew.",
    # when
    "every_minutes": ("Every minute", "Every {n} minutes"),
    "every_hours": ("Every hour", "Every {n} hours"),
    "daily": "Every day at {time} ({zone})",
    "asked": "Only when asked for",
    "next_now": "next any moment",
    "next_minutes": ("next in a minute", "next in {n} minutes"),
    "next_hours": ("next in an hour", "next in {n} hours"),
    # how it stands
    "state_new": "not done yet",
    "state_well": "all well",
    "state_running": "at work now",
    "state_trouble": "did not work",
    "state_dead": "given up",
    "state_late": "waiting",
    "last_done": "Last done {ago}, {took}",
    "last_failed": "Last tried {ago}",
    "took_less": "in less than a second",
    "took_seconds": ("in a second", "in {n} seconds"),
    "took_minutes": ("in a minute", "in {n} minutes"),
    "tries": ("Tried once.", "Tried {n} times in a row."),
    # what to do
    "remedy": "What to do",
    "remedy_trouble": (
        "Nothing yet: it is tried again by itself. If it goes on, see the reason above."
    ),
    "remedy_dead": "Remove the reason above, then press “Try again”.",
    "remedy_late": (
        "Nobody does this work at present. Start the worker: tailorbird worker, or serve with the "
        "setting worker = inside."
    ),
    "run_now": "Do it now",
    "try_again": "Try again",
    "run_now_of": "Do it now: {name}",
    "try_again_of": "Try again: {name}",
    "was_asked": "Asked for. It begins within a second or two; this page shows how it goes.",
    "nothing": "Nothing to do yet",
    "nothing_help": "As soon as the server has started, its recurring work is listed here.",
    # advanced
    "advanced": "Advanced",
    "technical": "Called {name} in the settings and the log.",
    "technical_key": "Called {name} ({which}) in the settings and the log.",
    "own": "Each serving process does this for itself; this is the one that serves this page.",
    "column_when": "When",
    "column_outcome": "How it went",
    "column_took": "Took",
    "column_runner": "Where",
    "outcome_running": "at work",
    "outcome_done": "done",
    "outcome_failed": "did not work: {message}",
    "outcome_lost": "was cut off: the program that did it ended",
    "outcome_stopped": "put off: the program was ending",
}
