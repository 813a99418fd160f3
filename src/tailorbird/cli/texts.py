"""Everything the command line says, in one place."""

from __future__ import annotations

READY = "Tailorbird is ready in {seconds:.1f} s. Stop it with Ctrl-C."
MIGRATING = "The data is of an older version. Steps to bring it up to this one:"
MIGRATION_STEP = "  {name}  {what}"
MIGRATION_HINT = (
    "Keep a copy from before: an older version does not read the data afterwards "
    "(docs/how-to/upgrade.md)."
)
MIGRATED = "Done. The data is of this version."
UP_TO_DATE = "Nothing to do: the data is of this version."
WORKER_READY = "The worker is ready. Stop it with Ctrl-C."
SHOP = "Shop:      {url}"
DASHBOARD = "Dashboard: {url}"
WRITE_KEY = "Write key: {key}"
FIRST_LINK_NOTE = "           (open this link to create your account; it works once)"
SIGN_IN_NOTE = "           (sign in with your e-mail address; forgotten: tailorbird owner reset)"
OWNER_LINK = "Open this link once to choose your password: {url}"
OWNER_NO_SERVER = "It works as soon as the server runs: tailorbird serve"
LINK_NOTE = "           (the dashboard's link works once; start again for a new one)"
MAPPING = "Columns taken as:"
CALLS = "The file holds whole events; nothing has to be mapped."
READING = "Reading {name}"
DONE = (
    "{rows:,} rows in {seconds:.1f} s ({speed:,.0f} rows/s): {new:,} new, {known:,} known already."
)
OUTCOMES = {
    "order_line": "order lines",
    "service_line": "charges and vouchers on orders",
    "refund_line": "refund lines",
    "adjustment": "stock corrections",
    "refused": "refused",
    "taken": "taken",
    "duplicate": "left out: the same row stands in the file twice",
    "left_out": "left out, as you said",
    "described": "products described",
    "merged": "further rows of these products",
}
SUMMARY = "{orders:,} orders, {refunds:,} refunds, {customers:,} customers."
MADE = "Made of them: "
FOUND = "Found: "
BOUGHT = "Bought for {amount:,.2f} in all."
IGNORED = "  {cells:>9,}  cells of {column} could not be read and were left out"
JOINED = "{file}, joined by {key}: {missing:,} rows found nothing in it, {unused:,} of it unused."
REFUNDS = "{matched:,} refund lines found their order line, {unmatched:,} did not."
REFUSED_FILE = "Every refused row, with its reason: {path}"
CONFIRM = "Import it like this?"
CANCELLED = "Nothing was imported."
FILE_ERROR = "Error (file): {path} cannot be used: {reason}."
NO_ROOM = "Error (disk_full): The disk is full. Make room, then try again."
EXPORTED = "{rows:,} rows and {events:,} events written to {path}."
CONFIRM_ERASE = "Erase everything about {who} for good? This cannot be undone."
NOT_ERASED = "Nothing was erased."
ERASED = "Erased. {events:,} events say nothing of the person any more. Rows changed or removed:"
ERASED_ROWS = {
    "profiles": "profiles",
    "identities": "identifiers",
    "identity_links": "links between identifiers",
    "person_events": "entries of the timeline",
    "views": "products looked at",
    "cart_lines": "lines of the cart",
    "visits": "days of a visit",
    "orders": "orders, now nobody's",
    "order_lines": "order lines worded by the shopper",
    "refund_lines": "refund lines, now nobody's",
    "consents": "answers on consent",
    "gpc_signals": "browsers that objected",
    "segment_members": "segments they were in",
    "segment_movements": "times they entered or left a segment",
    "segment_timers": "times to look at them again",
    "segment_touched": "notes that they were looked at",
    "predicted_values": "numbers predicted for them",
    "outbox": "events on their way",
    "refusals": "samples of refused events",
}
KEPT = "Kept, and why:"
ERASED_LATER = (
    "{waiting:,} events in the archive's files are rewritten tonight; --now does it at once."
)
ARCHIVE = (
    "{address}: {events:,} events and {items:,} product rows in {files:,} files ({size:,.1f} MB).\n"
    "Sealed up to {sealed:,} of {newest:,}; the log begins after {trimmed:,}."
)
CHECKED = "{events:,} events looked through, {compared:,} of them compared with the log."
SOUND = "The archive is sound."
NOT_SOUND = "The archive is not sound; nothing was changed. Please report this: {report}"
SEALED = "{events:,} events sealed."
COMPACTED = "{before:,} small files became {after:,}."
COPIED = "{rows:,} rows written to {path}."
FOLDING = "Folding the past"
REBUILT = "{events:,} events folded into {tables} tables, which took the place of the old."
SAME = "{events:,} events folded into {tables} tables: every row is the same. Nothing was changed."
DIFFERENT = "A rebuild would change these rows (as it is / as it would be). Nothing was changed."
ROW_MISSING = "{table} {key}: is missing"
ROW_ADDED = "{table} {key}: would go"
ROW_DIFFERS = "{table} {key}: {changed}"
MOST_VALUE = 60
CHECKPOINT = "A snapshot is kept; every event up to number {through:,} is in it."
ASK_FOR_KEY = "The app's client secret"
CONNECTED = "{shop} is connected. Send its webhooks to {url}"
PAST_ASKED = "Its products, customers and orders are fetched while a server or worker runs."
PAST_NOT_ASKED = "Its past is not fetched; give the app's client id (--app) to fetch it."
FEED_ADDED = "The feed {name} is fetched every {every} minutes while the server runs."
FEED_REMOVED = "The feed {name} is forgotten; its products stay as they are."
FEED_LINE = (
    "{name}: {address}, every {every} minutes; fetched {when}, {products:,} products, "
    "{refused:,} rows refused"
)
FEED_NEVER = "never yet"
FEED_TROUBLE = "  the latest attempt failed: {trouble}"
NO_FEEDS = "There are no feeds; add one with tailorbird feed add."
FEED_UNCHANGED = "The feed has not changed since it was fetched last."
FEED_PULLED = (
    "{rows:,} rows, {products:,} products: {declared:,} new or different, "
    "{withdrawn:,} no longer in the feed and not shown any more."
)
FEED_KEPT = (
    "{products:,} products are not in the feed, but stay: rows could not be read and may be theirs."
)
FEED_EVENT = "  {events:>9,}  {name}"
FEED_REFUSED = "  {rows:>9,}  rows refused: {why} (first in line {line:,})"
KEY_FOR_OR_MAY = "Say what the key is for (--for), or what it may do (--may)."
KEY_WRONG_LIMIT = "Events a second: a number, 0 for no limit, or default."
KEY_MADE = "“{name}” is ready."
KEY_MADE_ONCE = "“{name}” is ready. Copy it now: it is shown this once and never again."
KEY_OLD_ENDS = "The old one works for {days} more days and ends by itself."
KEY_OLD_ENDED = "The old one works no more."
KEY_SURE = "Whatever uses {key} is refused from now on. Revoke it?"
KEY_REVOKED = "“{name}” is revoked."
KEY_LIMITED = "“{name}” may send {rate}."
KEY_LINE = "{name}  ({use})  {shown}\n  used last: {used}; may send {rate}{ends}; id {key_id}"
KEY_NEVER = "never"
KEY_NOTHING = "nothing"
KEY_ENDS = "; ends {when}"
KEY_RATE = "{rate:,} events a second"
KEY_RATE_DEFAULT = "as much as its kind by default"
KEY_ANY = "without limit"
SEGMENT_LINE = "{name}  ({size:,} people{state})  id {segment_id}"
SEGMENT_FILLING = ", being filled"
SEGMENT_INDENTED = "  {line}"
NO_SEGMENTS = (
    "There are no segments; make one with tailorbird segment create, or see tailorbird segment "
    "presets."
)
SEGMENT_TEXT = "  condition: {text}"
SEGMENT_MADE = "“{name}” is ready: {size:,} people. {sentence}"
SEGMENT_MADE_FILLING = "“{name}” is written down and being filled. {sentence}"
SEGMENT_REMOVED = "“{name}” is removed."
SEGMENT_SURE = "Remove the segment {segment}? Nobody is told to have left it."
SEGMENT_ONE_CONDITION = (
    "Say one condition: as text or JSON, in a file (--file), or a preset (--preset)."
)
SEGMENT_COUNT = "{people:,} people."
SEGMENT_ESTIMATE = (
    "About {count:,} people (likely {low:,} to {high:,}), from {sampled:,} of {people:,} looked at."
)
SEGMENT_MEMBER = "{since}  {label}  {profile_id}"
SEGMENT_NOBODY = "Nobody is in it."
SEGMENT_IN = "{who} is in “{name}”{until}."
SEGMENT_OUT = "{who} is not in “{name}”{until}."
SEGMENT_UNTIL = "; time alone can change that on {when} at the earliest"
SEGMENT_HELD = {True: "yes", False: "no "}
SEGMENT_WHY = "  {indent}{held}  {text}{found}"
SEGMENT_FOUND = "  ({found})"
SEGMENT_EXPORTED = "{people:,} people written to {path}; who may not be written to is left out."
SEGMENT_PRESET = "{key}: {name}\n  {meaning}\n  {text}"
SEGMENT_PRESETS_OF = "category_fans, brand_fans: fans of a category or brand (--of)."
SEGMENT_LEARNED = "Learned from this shop's orders:"
SEGMENT_NUMBER = "  {name} = {value:g}, from {basis:,}{fallback}"
SEGMENT_FALLBACK = " (too few; a stated default)"
SEGMENT_UNCHECKED = "Both ways to tell who is in were not compared yet; it is done every night."
SEGMENT_AGREED = "{when}: {people:,} people of {segments:,} segments looked at, both ways agree."
SEGMENT_DIFFERED = (
    "{when}: {differences:,} differences among {people:,} people of {segments:,} segments: "
    "{examples}."
)
EXPERIMENT_LINE = "{key}  “{name}”  {status}"
EXPERIMENT_STATUS = {
    "draft": "a draft since {when}",
    "running": "running since {when}",
    "stopped": "stopped on {when}",
}
NO_EXPERIMENTS = "There are no experiments; make one with tailorbird experiment create."
EXPERIMENT_ARM = "  {key}  “{name}”  {share:.2%} of those who take part; {people:,} people saw it"
EXPERIMENT_BOTH = "  {people:,} people saw more than one; they are left out when it is measured."
EXPERIMENT_CHANGE = "  {when}  {by}: {what}"
EXPERIMENT_MADE = (
    "“{key}” is written down as a draft; begin with tailorbird experiment start {key}."
)
EXPERIMENT_CHANGED = "“{key}” is changed."
EXPERIMENT_STARTED = "“{key}” is running. What it compares stays as it is from now on."
EXPERIMENT_STOPPED = "“{key}” is stopped."
EXPERIMENT_SURE = "Stop {key}? It cannot run again."
EXPERIMENT_ARMS_OR_FILE = "Say the variations with --arm KEY:WEIGHT, or in a file (--file)."
EXPERIMENT_WRONG_ARM = "{arm!r} is no variation: write KEY:WEIGHT, such as control:5000."
EXPERIMENT_BAD_FILE = "The file is not a JSON object: {why}."
EXPERIMENT_ASSIGNED = "{variation}: {why} (drawn by {unit!r})."
EXPERIMENT_NOTHING = "no variation"
EXPERIMENT_WHY = {
    "hash": "drawn",
    "sticky": "shown it before",
    "forced": "set by hand, not counted",
    "rolled_out": "the experiment is over and everybody gets it",
    "not_running": "the experiment does not run",
    "no_unit": "say who: --browser or --customer",
    "other_namespace_part": "in another part of the namespace",
    "condition": "the condition does not hold",
    "segment": "not in the segment",
    "not_covered": "not in the share that takes part",
}
RESULT_FAULT = "Something is wrong: {fault}"
NO_HOLDOUTS = "Nobody is held out; see what it would cost with tailorbird holdout outlook 500."
HOLDOUT_BEGUN = "“{key}”: people are held out of {name} from now on."
HOLDOUT_ENDED = "“{key}” is over: everybody gets {name}."
HOLDOUT_TURN = "  {share:.2%} of the people, turn {turn}, until {until}"
HOLDOUT_COST = (
    "Holding out {share:.2%} costs about {orders:,.1f} of {of:,.0f} orders a month, if it brings "
    "{lift:.0%}."
)
HOLDOUT_WAIT = "  a lift of {lift:.0%} is seen after {people:,} people: about {months:,.1f} months"
HOLDOUT_NEVER = "  when a lift of {lift:.0%} would be seen cannot be told: too few orders"
