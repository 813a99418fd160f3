"""The parts of the proof, in the order in which they run."""

from __future__ import annotations

from proofs.topics import Topic

TOPICS = (
    Topic("databases", "One contract on SQLite and PostgreSQL; writers and processors at once"),
    Topic("archive", "Sealing, compaction, rewriting, trimming: archive + tail = log"),
    Topic("rebuild", "Rebuilt state equals live state, row by row"),
    Topic("simulation", "Random shops, faults and crashes; planted bugs are caught", minutes=30),
    Topic("jobs", "Schedules, leases, retries; work of a killed process is taken over"),
    Topic("migrations", "kill -9 while migrating; the schema equals its chain"),
    Topic("personal_data", "A marked person: export finds all, erasure leaves nothing"),
    Topic("imports", "Imports of whole data sets reconcile with their descriptions"),
    Topic("pages", "Every page, in Chromium, at two widths and in two themes"),
    Topic("benchmarks", "Speed, beside what the machine can do at most", minutes=45),
)
