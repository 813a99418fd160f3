"""The official Python client, unchanged: how soon it hears of a new experiment, and a forced arm.

Called with the server's address, the client key, and the key of the experiment to wait for. Prints
a line when it listens, and one of JSON when it heard.
"""

from __future__ import annotations

import json
import logging
import sys
import time

from growthbook import GrowthBook  # type: ignore[import-not-found]

host, key, wanted = sys.argv[1:]
logging.disable(logging.CRITICAL)
client = GrowthBook(api_host=host, client_key=key, streaming=True)
client.load_features()
time.sleep(1)
print("listening", flush=True)
end = time.monotonic() + 20
while wanted not in client.get_features() and time.monotonic() < end:
    time.sleep(0.01)
heard = wanted in client.get_features()
client.set_attributes({"id": "somebody", "forced": {wanted: "arm-1"}})
found = client.eval_feature(wanted)
said = {"heard": heard, "value": found.value, "counted": found.experimentResult is not None}
print(json.dumps(said), flush=True)
client.stopAutoRefresh()
