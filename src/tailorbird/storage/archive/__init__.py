"""The archive: immutable Parquet files, and a manifest in the log's database that names them.

A file counts only while the manifest names it, so whatever a crash leaves behind is invisible.
It knows nothing of events: data sets, their columns and their rows come from above.
"""
