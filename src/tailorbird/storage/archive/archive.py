"""What is done to the archive: seal, compact, rewrite, sweep. Each is whole or not at all.

Files are written first and made durable; one transaction of the manifest then makes them count.
Work that begins from what another has changed meanwhile is dropped whole (``ArchiveChanged``), so
several processes may try at once. Within a process one piece of work runs at a time.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from itertools import groupby
from typing import Any

from tailorbird.core.clock import DAY, HOUR, MINUTE, to_datetime
from tailorbird.core.errors import ArchiveChanged, StorageError
from tailorbird.core.ids import new_id
from tailorbird.storage.archive import manifest, parquet
from tailorbird.storage.archive.types import (
    ArchiveFile,
    Columns,
    Compacted,
    DataSet,
    Marks,
    Swept,
)
from tailorbird.storage.database import Connection, Database
from tailorbird.storage.engines.files import Place

MANY_FILES = 8  # of a day that still grows; a day that is over is made one file at once
LARGE_ROWS = 1_000_000  # a file this large is not compacted further
READING = 10 * MINUTE  # how long a replaced file stays for those who still read it
DRAFT_LIFE = HOUR  # after this long the writer of an unfinished file is taken for dead
Wanted = Mapping[str, Any]
"""Column -> the values that are looked for."""
_Commit = Callable[[Connection, list[ArchiveFile]], None]
_Write = tuple[str, DataSet, int, Iterable[Any]]  # path, data set, day, tables


class Archive:
    """Parquet files of some data sets, and the manifest that says which of them count."""

    def __init__(self, database: Database, place: Place, data_sets: Sequence[DataSet]) -> None:
        self.place = place
        self.data_sets = {data_set.name: data_set for data_set in data_sets}
        self._database = database
        self._working = threading.RLock()

    # -- adding

    def seal(self, seen: Marks, upto: int, content: Mapping[str, Columns], now: int) -> int:
        """Take the rows between the sealed mark that was ``seen`` and ``upto``; return the files.

        Raises:
            ArchiveChanged: another sealed, or something was erased, since ``seen`` was read.
        """

        def commit(connection: Connection, files: list[ArchiveFile]) -> None:
            manifest.check_rewrites(connection, seen.rewrites)
            manifest.move_mark(connection, manifest.SEALED, seen.sealed, upto)
            manifest.add_files(connection, files)

        with self._working:
            return len(self._publish(list(self._divided(content, now)), commit, now))

    def _divided(self, content: Mapping[str, Columns], now: int) -> Iterator[_Write]:
        for name, columns in content.items():
            data_set = self.data_sets[name]
            table = parquet.table_of(data_set, columns)
            for day, part in parquet.by_day(data_set, table).items():
                yield _new_path(data_set, day, now), data_set, day, [part]

    # -- joining small files

    def compact(self, now: int) -> Compacted:
        """Join the small files of each day; return how many became how many."""
        before = after = 0
        with self._working:
            for run in self._small_runs(now):
                self._join(run, now)
                before, after = before + len(run), after + 1
        return Compacted(before=before, after=after)

    def _small_runs(self, now: int) -> list[list[ArchiveFile]]:
        with self._database.read() as connection:
            files = manifest.live_files(connection)
        files.sort(key=lambda file: (file.data_set, file.day, file.first_position))
        runs = []
        for (_, day), of_day in groupby(files, key=lambda file: (file.data_set, file.day)):
            fewest = MANY_FILES if day >= now // DAY else 2
            runs += [run for run in _runs(list(of_day)) if len(run) >= fewest]
        return runs

    def _join(self, run: list[ArchiveFile], now: int) -> None:
        data_set = self.data_sets[run[0].data_set]
        with self._database.read() as connection:
            rewrites = manifest.read_marks(connection).rewrites

        def commit(connection: Connection, files: list[ArchiveFile]) -> None:
            _same_rows(run, files)
            manifest.check_rewrites(connection, rewrites)
            manifest.replace_files(connection, [file.file_id for file in run], now)
            manifest.add_files(connection, files)

        content = (
            table for file in run for table in parquet.groups(self.place, file.path, data_set)
        )
        path = _new_path(data_set, run[0].day, now)
        self._publish([(path, data_set, run[0].day, content)], commit, now)

    # -- erasing

    def begin_rewrite(self) -> None:
        """Let nothing that was read from the log before now be sealed any more."""
        self._database.write(_begin_rewrite)

    def find(self, name: str, wanted: Wanted) -> Iterator[dict[str, Any]]:
        """Yield the rows of a data set that hold one of the wanted values, as dictionaries.

        Raises:
            ArchiveChanged: a file was replaced meanwhile; do it again.
        """
        data_set = self.data_sets[name]
        for file in self._files(name):
            if wanted and parquet.holds(self.place, file.path, wanted):
                for table in parquet.groups(self.place, file.path, data_set):
                    yield from table.filter(parquet.hits_of(table, wanted)).to_pylist()

    def tables(self, name: str) -> Iterator[Any]:
        """Yield everything a data set's files hold, as Arrow tables, in no certain order.

        Raises:
            ArchiveChanged: a file was replaced meanwhile; do it again.
        """
        for file in self._files(name):
            yield from parquet.groups(self.place, file.path, self.data_sets[name])

    def rewrite(
        self, wanted: Mapping[str, Wanted], change: Mapping[str, parquet.Change], now: int
    ) -> int:
        """Change the rows that hold one of the wanted values; return how many files held some.

        ``wanted`` is data set -> column -> values; the data sets are done in this order. The
        files that were replaced, now or earlier, are gone when it returns.
        """
        with self._working:
            rewritten = sum(
                self._rewrite_all(name, values, change[name], now)
                for name, values in wanted.items()
            )
            self.sweep(now, reading=-1, draft_life=-1)
        return rewritten

    def _rewrite_all(self, name: str, wanted: Wanted, change: parquet.Change, now: int) -> int:
        rewritten, seen = 0, set[str]()
        while unseen := [file for file in self._files(name) if file.file_id not in seen]:
            for file in unseen:
                seen.add(file.file_id)
                with suppress(ArchiveChanged):  # joined meanwhile: seen in the next round
                    new = self._rewrite(file, wanted, change, now)
                    seen.update(one.file_id for one in new)  # it may still hold what is wanted
                    rewritten += len(new)
        return rewritten

    def _rewrite(
        self, file: ArchiveFile, wanted: Wanted, change: parquet.Change, now: int
    ) -> list[ArchiveFile]:
        """Write a file anew if it holds what is wanted; return what took its place."""
        if not parquet.holds(self.place, file.path, wanted):
            return []
        data_set = self.data_sets[file.data_set]

        def commit(connection: Connection, files: list[ArchiveFile]) -> None:
            _same_rows([file], files)
            manifest.replace_files(connection, [file.file_id], now)
            manifest.add_files(connection, files)

        content = (
            parquet.changed(data_set, table, wanted, change)
            for table in parquet.groups(self.place, file.path, data_set)
        )
        path = _new_path(data_set, file.day, now)
        return self._publish([(path, data_set, file.day, content)], commit, now)

    # -- tidying

    def sweep(self, now: int, *, reading: int = READING, draft_life: int = DRAFT_LIFE) -> Swept:
        """Remove files that were replaced, and what crashes left behind.

        ``reading`` and ``draft_life`` (microseconds) say how long a replaced and an unfinished
        file is left alone; less than nothing takes all of them at once.
        """
        with self._working:
            replaced = self._remove_replaced(now - reading)
            self._database.write(
                lambda connection: manifest.give_up_drafts(connection, now - draft_life)
            )
            orphans = self._orphans()
            for path in orphans:
                self.place.remove(path)
        return Swept(replaced=replaced, orphans=len(orphans))

    def _remove_replaced(self, before: int) -> int:
        with self._database.read() as connection:
            paths = manifest.replaced_paths(connection, before)
        for path in paths:
            self.place.remove(path)
        self._database.write(lambda connection: manifest.forget_files(connection, paths))
        return len(paths)

    def _orphans(self) -> list[str]:
        present = self.place.list()
        # after the list: a file is named here before it is written, and until it is removed
        with self._database.read() as connection:
            known = manifest.all_paths(connection) | manifest.draft_paths(connection)
        ours = tuple(f"{name}/day=" for name in self.data_sets)
        return [
            path
            for path in present
            if path.startswith(ours) and path.removesuffix(".part") not in known
        ]

    # -- publishing

    def _publish(self, writes: list[_Write], commit: _Commit, now: int) -> list[ArchiveFile]:
        """Write files, then let them count by one transaction."""
        paths = [path for path, *_ in writes]
        if paths:
            self._database.write(lambda connection: manifest.begin_drafts(connection, paths, now))

        def change(connection: Connection) -> list[ArchiveFile]:
            if paths:
                manifest.end_drafts(connection, paths)
            commit(connection, files)
            return files

        with self._taken_away(paths, BaseException):
            files = [self._write(*one) for one in writes]
        # any other failure may have come after the commit: a sweep looks what became of the files
        with self._taken_away(paths, ArchiveChanged):
            return self._database.write(change)

    @contextmanager
    def _taken_away(self, paths: list[str], when: type[BaseException]) -> Iterator[None]:
        """Remove files if it came to nothing."""
        try:
            yield
        except when:
            with suppress(StorageError):  # else a sweep finds them
                for path in paths:
                    self.place.remove(path)
            raise

    def _write(self, path: str, data_set: DataSet, day: int, tables: Iterable[Any]) -> ArchiveFile:
        ends: list[int] = []
        rows = parquet.write(
            self.place, path, parquet.schema_of(data_set), _noting(tables, data_set.position, ends)
        )
        return ArchiveFile(
            file_id=path.rpartition("/")[2].removesuffix(".parquet"),
            data_set=data_set.name,
            day=day,
            path=path,
            first_position=min(ends),
            last_position=max(ends),
            rows=rows,
            size=self.place.size(path),
        )

    def _files(self, name: str) -> list[ArchiveFile]:
        with self._database.read() as connection:
            return manifest.live_files(connection, name)


def _begin_rewrite(connection: Connection) -> None:
    before = manifest.read_marks(connection).rewrites
    manifest.move_mark(connection, manifest.REWRITES, before, before + 1)


def _noting(tables: Iterable[Any], position: str, ends: list[int]) -> Iterator[Any]:
    """Pass tables on, and note the first and last position of each: rows are in order."""
    for table in tables:
        if table.num_rows:
            ends += [table[position][0].as_py(), table[position][-1].as_py()]
        yield table


def _runs(files: list[ArchiveFile]) -> Iterator[list[ArchiveFile]]:
    """Divide a day's files into runs of neighbours that together make one file."""
    run: list[ArchiveFile] = []
    for file in files:
        if run and sum(one.rows for one in run) + file.rows > LARGE_ROWS:
            yield run
            run = []
        run.append(file)
    yield run


def _same_rows(before: list[ArchiveFile], after: list[ArchiveFile]) -> None:
    wanted, found = sum(file.rows for file in before), sum(file.rows for file in after)
    if wanted != found:
        raise StorageError(
            f"A copy of {before[0].path} has {found} rows instead of {wanted}; the file was kept "
            "as it was. Check the disk."
        )


def _new_path(data_set: DataSet, day: int, now: int) -> str:
    date = to_datetime(day * DAY).date().isoformat()
    return f"{data_set.name}/day={date}/{new_id(now)}.parquet"
