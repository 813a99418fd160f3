"""Send events by a Segment-shaped Python library, unchanged; runs in a process of its own.

Usage: python_client.py MODULE HOST KEY EVENTS. Prints the library's version at the end.
"""

import importlib
import sys
import time


def main() -> None:
    module, host, key, events = sys.argv[1:5]
    library = importlib.import_module(f"{module}.client")
    failed = []
    client = library.Client(
        key,
        host=host,
        gzip=True,
        timeout=2,
        max_retries=15,
        upload_size=10,
        upload_interval=0.1,
        on_error=lambda error, _items: failed.append(repr(error)),
    )
    client.identify("sdk-user", {"email": "sdk@shop.example", "name": "Sam"})
    client.page("sdk-user", "docs", "start", {"path": "/start"})
    client.screen("sdk-user", "app", "home")
    client.group("sdk-user", "company-1", {"name": "A company"})
    client.alias("sdk-visitor", "sdk-user")
    for number in range(int(events)):
        client.track("sdk-user", "Product Viewed", {"product_id": f"P{number}", "n": number})
        time.sleep(0.002)
    client.shutdown()
    if failed:
        sys.exit(f"given up: {failed[:3]}")
    sys.stdout.write(importlib.import_module(f"{module}.version").VERSION)


main()
