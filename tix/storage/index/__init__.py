"""The index: a second copy of the files' content, in a form that answers questions quickly.

It is disposable: everything in it follows from the files and the commits, and without it every
answer is the same. ``generations`` keeps its database files, which never change once they are
written; ``schema`` says what is in them, ``row_format`` turns tickets into rows and back. ``build``
makes the first one, ``refresh`` takes in what changed since, ``open`` does what is needed of both;
``live_first`` answers before the archive is indexed, with ``archive_tree`` and ``archive_outline``.
``query_sql`` turns a query into SQL, and ``reader`` answers. ``history`` is the second part, about
commits.
"""
