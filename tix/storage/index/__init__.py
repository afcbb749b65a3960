"""The index: what the files say, once more, in the form in which questions are answered quickly.

It is disposable: everything in it follows from the files and the commits, and without it every
answer is the same. ``shelf`` keeps its database files, which never change once they are written;
``schema`` says what is in them, ``records`` turns tickets into rows and back. ``building`` makes
the first one, ``refreshing`` takes in what changed since, ``opening`` does what is needed of both;
``conditions`` turns a query into SQL, and ``reader`` answers. ``history_…`` is the second part,
about commits.
"""
