"""Words of the page of data."""

DATA: dict[str, str | tuple[str, str]] = {
    "title": "Data",
    "lead": "What your shop has sent, what came from files, and what could not be used.",
    # live
    "live": "From your shop",
    "live_lead": "What its pages and servers send as it happens.",
    "live_empty": "Nothing yet",
    "live_empty_help": "Your shop has not sent anything so far. Settings shows how it can.",
    "to_settings": "How to send events",
    "kinds": ("1 kind of event", "{n} kinds of events"),
    "kind": "What happened",
    "times": "Times",
    "last_at": "Last one {ago}",
    "events_of": ("1 event", "{n:,} events"),
    # files
    "files": "From files",
    "files_lead": "What you brought in yourself. A file that is imported twice adds nothing.",
    "files_empty": "No file yet",
    "files_empty_help": "Past orders teach Tailorbird what sells and what goes together.",
    "file_done": "done {ago}",
    "file_running": "under way",
    "file_broken": "stopped {ago}",
    "file_cut": "cut off {ago}",
    "file_cut_help": "Import it again: what is there already is not counted twice.",
    "file_new": ("1 new row", "{n:,} new rows"),
    "file_known": ("1 row known before", "{n:,} rows known before"),
    "became": "What became of its rows",
    "rows": "Rows",
    "kind_orders": "orders",
    "kind_events": "events",
    "kind_products": "products",
    "kind_customers": "customers",
    "outcome_order_line": "Order lines",
    "outcome_service_line": "Charges and vouchers on orders",
    "outcome_refund_line": "Refund lines",
    "outcome_adjustment": "Stock corrections",
    "outcome_refused": "Refused",
    # how
    "bring": "Bring in a file",
    "bring_lead": (
        "In the terminal, in the folder Tailorbird runs from. It shows what it takes each column "
        "for and asks before it imports; every row that cannot be used is listed with its reason."
    ),
    "bring_command": "tailorbird import orders YOUR-FILE.csv",
    "bring_others": "In the place of orders: events, products, customers.",
    "bring_note": "CSV, Parquet and JSON lines, packed or not.",
    "copy": "Copy",
    "copied": "Copied",
}
