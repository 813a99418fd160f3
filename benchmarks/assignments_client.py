"""The official Python client's part of ``assignments``: it runs in an environment of its own.

Called with a payload, a file of people and the file to write arms to; prints assignments a second.
"""

from __future__ import annotations

import json
import logging
import sys
import time
from pathlib import Path

from growthbook import GrowthBook  # type: ignore[import-not-found]

told, people, target = (Path(name) for name in sys.argv[1:])
logging.disable(logging.CRITICAL)
client = GrowthBook()
client.set_features(json.loads(told.read_text())["features"])
features = sorted(client.get_features())
crowd = [json.loads(line) for line in people.read_text().splitlines()]
found = []
began = time.perf_counter()
for one in crowd:
    client.set_attributes(one)
    found.append([client.eval_feature(feature) for feature in features])
took = time.perf_counter() - began
arms = (
    ",".join(one.experimentResult.key if one.experimentResult else "" for one in row)
    for row in found
)
target.write_text("\n".join(arms) + "\n")
print(len(crowd) * len(features) / took)
