"""Words of the pages about experiments: the list, one experiment, the form."""

EXPERIMENTS: dict[str, str | tuple[str, str]] = {
    "title": "Experiments",
    "lead": "Some people get one thing, others another, by a fair draw. Look as often as you like.",
    "experiments": "Experiments",
    "groups": "Comparison groups",
    "parts": "Experiments or comparison groups",
    "new": "New experiment",
    # the list
    "status_running": "Running",
    "status_draft": "Draft",
    "status_stopped": "Stopped",
    "list_running": "Running",
    "list_draft": "Drafts",
    "list_stopped": "Stopped",
    "none": "No experiment yet",
    "none_help": (
        "Write down what you want to compare and what you judge it by, then start it. Below is "
        "what experiments can show at your volume."
    ),
    "none_volume": (
        "In the last 30 days {people} came and {orders} were placed. With everybody in the "
        "experiment and half in each arm you would see, 80 times of 100:"
    ),
    "no_volume": (
        "No visits were counted in the last 30 days, so how long an answer takes cannot be said "
        "yet."
    ),
    "people": ("{n:,} person", "{n:,} people"),
    "orders": ("{n:,} order", "{n:,} orders"),
    "people_so_far": ("{n:,} person so far", "{n:,} people so far"),
    "nobody_yet": "nobody so far",
    "since": "since {when}",
    "until": "{first} to {last}",
    "made_on": "written {when}",
    "mark_bad": "Arms out of proportion",
    "mark_several": ("{n:,} in several arms", "{n:,} in several arms"),
    "mark_good": "Arms as designed",
    "checked": (
        "Checked {when}: two ways of counting agree about {n:,} person.",
        "Checked {when}: two ways of counting agree about {n:,} people.",
    ),
    "alarm": "The nightly check found a difference",
    "alarm_said": (
        "On {when} a count from the start gave something else than what was kept of {names}. It "
        "was counted anew, so the numbers are right again. Please report it: this should not be."
    ),
    "gate_closed": "Too few people for an A/B test on orders",
    "gate_closed_said": (
        "It needs {least:,} visitors in 30 days; you have {have:,}. Below that only very large "
        "differences show, and most answers would be “we cannot tell”. Experiments on visits, or "
        "a comparison group that runs for months, still teach something."
    ),
    "gate_early": "Large differences only, so far",
    "gate_early_said": (
        "Your shop is large enough for A/B tests on orders. From {full:,} visitors in 30 days (you "
        "have {have:,}) smaller differences show too."
    ),
    "gate_source": "Where these numbers come from",
    # one experiment
    "edit": "Change it",
    "done_made": "Saved as a draft. Nobody is drawn before you start it.",
    "done_saved": "Saved.",
    "done_started": "It runs. People are drawn from now on.",
    "done_stopped": "Stopped. Nobody new is drawn.",
    "done_forced": "Saved. Whoever is shown an arm by hand is never counted.",
    "said_draft": "Nobody is drawn yet. Look it over, then start it.",
    "said_waiting": "It runs since {when}, and nobody saw it yet.",
    "said_running": "It runs for {days} now. {people} saw it.",
    "said_stopped": "It ran for {days} and was stopped on {when}. {people} saw it.",
    "said_rolled": "Everybody gets “{name}” now.",
    "said_bad": (
        "The arms are out of proportion, so believe no number of this experiment before the cause "
        "is found."
    ),
    "said_early": "Before two whole weeks are over, do not decide: weekdays differ.",
    "days": ("{n:,} day", "{n:,} days"),
    "less_than_day": "less than a day",
    "waiting_help": (
        "Ask for the variation where it is shown, or send “Experiment Viewed” with the key "
        "“{called}”. If people see it and nobody is counted, the page probably sends another key."
    ),
    "tile_people": "People",
    "tile_days": "Days",
    "tile_share": "Of the visitors",
    "tile_goal": "Judged by",
    "metric_revenue": "Revenue",
    "metric_orders": "Orders",
    "metric_ordered": "People who order",
    "metric_units": "Units sold",
    "metric_visits": "Visits",
    "metric_visited": "People who come again",
    "metric_order_value": "Value of an order",
    "window_said": "{metric}, within {days} of first seeing it",
    "sample": "People by arm",
    "sample_lead": (
        "Counted once each, when they first saw it. The stitch shows where the bar should end."
    ),
    "column_arm": "Arm",
    "column_people": "People",
    "column_share": "Share",
    "column_design": "As designed",
    "control": "control",
    "ratio": "Are the arms as large as designed?",
    "ratio_wait": "Too early to say: {n:,} people are expected in the smallest arm, 8 are needed.",
    "ratio_good": (
        "Yes. A difference like this, or a larger one, comes about by chance in {p} of all "
        "experiments (one look)."
    ),
    "ratio_bad": (
        "No. However often one looked, chance makes this in fewer than 1 of 1,000 experiments. The "
        "usual causes: one arm is slower or breaks for some browsers, people leave before they are "
        "counted, or a cache shows the same page to everybody."
    ),
    "leaked": (
        "{n:,} person is in an arm that should have nobody.",
        "{n:,} people are in an arm that should have nobody.",
    ),
    "in_several": (
        "{n:,} person saw more than one arm, which no comparison can use.",
        "{n:,} people saw more than one arm, which no comparison can use.",
    ),
    "undefined": (
        "{n:,} person saw an arm that is not defined: the page sends another name.",
        "{n:,} people saw an arm that is not defined: the page sends another name.",
    ),
    "health": "Health",
    "health_lead": "What would make the numbers untrue.",
    "healthy": "Nothing found.",
    "brought": "What it brought",
    "brought_lead": (
        "Each line is a likely range beside the control: it stays true however often you look. "
        "Where it crosses the middle, nothing is certain yet."
    ),
    "range_open": "cannot be said",
    "range_said": "{low} % to {high} %",
    "extra_said": "{low} to {high}",
    "column_metric": "What",
    "column_control": "Control",
    "column_this": "This arm",
    "column_picture": "Less, no difference, more",
    "column_range": "Likely range",
    "column_extra": "Extra in this arm",
    "picture_edges": "The picture goes from {edge} less to {edge} more.",
    "brought_early": "Few outcomes: take care",
    "mark_is_good": "better",
    "mark_is_bad": "worse",
    "waiting": (
        "{n:,} person is still within their days; what they do yet will count.",
        "{n:,} people are still within their days; what they do yet will count.",
    ),
    "over": "How the range narrowed",
    "over_named": "{name} beside the control",
    "over_said": "Likely range of {name} from {first} to {last}; now {now}.",
    "over_none": "The picture begins after the second night.",
    "column_day": "Day",
    "method_said": (
        "Reckoned by a range that holds at every look (asymptotic confidence sequence, docs: "
        "likely-ranges). Orders are net of what was cancelled and sent back. People in several "
        "arms are left out."
    ),
    "export_json": "All numbers with their inputs (JSON)",
    "export_csv": "Sums and ranges (CSV)",
    "could_see": "What so many people could show",
    "could_see_lead": (
        "The smallest rise of the share of people who order that would be seen 80 times of 100, by "
        "a likely range that stays true however often you look."
    ),
    "could_see_now": "With the people so far: {lift} or more",
    "could_see_now_none": "With the people so far: no difference yet",
    "column_weeks": "After",
    "column_in": "People in it",
    "column_lift": "Smallest difference seen",
    "weeks": ("{n} week", "{n} weeks"),
    "lift": "{lift} or more",
    "lift_none": "none",
    "method": "How ranges are reckoned",
    "facts": "As it was written down",
    "fact_key": "Key",
    "fact_arms": "Arms",
    "fact_whom": "Whom it takes in",
    "everybody": "Everybody",
    "fact_segment": "People in the segment “{name}”",
    "fact_condition": "A condition on what the page says of the visitor",
    "fact_coverage": "Share of visitors",
    "fact_goal": "Judged by",
    "fact_description": "What you expected",
    "start": "Start it",
    "start_sure": (
        "People are drawn from now on. Arms, whom it takes in and what it is judged by stay as "
        "they are; only the name and the share of visitors (upwards) can change."
    ),
    "start_yes": "Yes, start it",
    "end": "End it",
    "end_lead": "When you know, or when the time you planned is over.",
    "stop": "Stop it",
    "stop_sure": "It ends for good. Who has an arm may keep it, or everybody gets one:",
    "stop_nothing": "Nobody gets it any more",
    "stop_roll": "Everybody gets “{name}”",
    "stop_yes": "Yes, stop it",
    "more_people": "Take in more people",
    "more_people_help": (
        "Only upwards: taking somebody out again would change who is compared with whom."
    ),
    "save": "Save",
    "cancel": "Cancel",
    "forced": "See an arm with your own eyes",
    "forced_lead": (
        "Whoever is named here is shown this arm, running or draft, and is never counted. Name a "
        "browser's anonymous id or a customer number. “{called}” is what pages ask for."
    ),
    "forced_who": "Browser's id or customer number",
    "forced_arm": "Arm",
    "forced_add": "Show it",
    "forced_remove": "Remove",
    "forced_remove_named": "Remove {who}",
    "forced_none": "Nobody is shown an arm by hand.",
    "changes": "What was done to it",
    "changes_by": "{what}, by {who}",
    "by": "the dashboard",
    # the form
    "heading_new": "New experiment",
    "heading_edit": "Change {name}",
    "form_lead": "Write down what you judge it by before you look at anything.",
    "field_name": "Name",
    "field_name_help": "What you compare, in your words.",
    "field_key": "Key",
    "field_key_help": (
        "What pages and events call it. Letters, digits, - and _. It stands for this comparison "
        "for good."
    ),
    "field_description": "What do you expect, and why?",
    "arms": "Arms",
    "arms_help": (
        "The first arm is the control: what people get today. Shares are in percent and sum to 100."
    ),
    "arm_name": "Name of arm {n}",
    "arm_key": "Key of arm {n}",
    "arm_share": "Share of arm {n} in percent",
    "column_name": "Name",
    "column_key": "Key",
    "column_percent": "Share in %",
    "arm_more": "One more arm",
    "arm_control": "As today",
    "arm_other": "New",
    "whom": "Whom it takes in",
    "field_segment": "People",
    "field_coverage": "Share of them in percent",
    "field_coverage_help": "The others see what everybody sees today, and are not compared.",
    "field_condition": "A condition on what the page says of the visitor (JSON)",
    "field_condition_more": "For developers: a condition",
    "judged": "What it is judged by",
    "field_metric": "Goal",
    "field_window": "Days that count after somebody first saw it",
    "plan": "What it could show",
    "plan_sum": "Shares sum to {sum} %.",
    "plan_sum_bad": "Shares sum to {sum} %; they must sum to 100 %.",
    "plan_said": "At your volume, on the share of people who order:",
    "plan_no": "Fill in the shares to see how long an answer takes.",
    "plan_cost": (
        "What it costs: while it runs, up to {share} of your visitors get the arm that turns out "
        "worse."
    ),
    "create": "Save as a draft",
    "bad_number": "Write a number from 0 to 100, such as 50 or 33.34.",
    "bad_days": "Write a whole number of days.",
    "bad_json": "This is no JSON object.",
}
