"""The official Python client, unchanged: who gets which arm. It runs in an environment of its own.

Called with the server's address, the client key, a file of people and the file to write.
"""

from __future__ import annotations

import json
import logging
import sys
from pathlib import Path

from growthbook import GrowthBook  # type: ignore[import-not-found]

host, key, people, target = sys.argv[1:]
logging.disable(logging.CRITICAL)
client = GrowthBook(api_host=host, client_key=key)
client.load_features()
features = sorted(client.get_features())
with Path(people).open() as read, Path(target).open("w") as write:
    for line in read:
        client.set_attributes(json.loads(line))
        found = (client.eval_feature(feature) for feature in features)
        arms = [one.experimentResult.key if one.experimentResult else "" for one in found]
        write.write(",".join(arms) + "\n")
