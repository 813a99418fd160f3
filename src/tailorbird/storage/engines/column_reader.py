"""The process that reads a SQLite file by columns: asked on its input, it answers on its output."""

from __future__ import annotations

import sys
from pathlib import Path

import msgspec
import pyarrow as pa
from adbc_driver_sqlite import dbapi

from tailorbird.storage.engines.adbc import Wanted

_BATCH = "20000"  # rows


def main() -> int:
    """Read what was asked for, write it as an Arrow stream, and return the exit code."""
    wanted = msgspec.json.decode(sys.stdin.buffer.read(), type=Wanted)
    address = f"{Path(wanted.path).as_uri()}?mode=ro"
    try:
        with dbapi.connect(address) as connection, connection.cursor() as cursor:
            cursor.adbc_statement.set_options(**{"adbc.sqlite.query.batch_rows": _BATCH})
            cursor.execute(wanted.statement)
            with (
                cursor.fetch_record_batch() as reader,
                pa.ipc.new_stream(sys.stdout.buffer, reader.schema) as stream,
            ):
                for batch in reader:
                    stream.write_batch(batch)
    except dbapi.Error as error:
        sys.stderr.write(str(error))
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
