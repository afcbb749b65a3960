"""The desk in a browser: ``tix serve``. Needs the extra ``tix[web]``.

The rooms, and how a page comes about:

- ``tix/commands/serve.py`` reads the options into ``settings.ServeSettings``; nothing here reads
  the environment or a standard stream.
- ``server/supervisor`` keeps the *workers* going, each of which accepts from one socket, and one
  *watcher* of the desk's files (``server/watching``), which tells every worker what has changed
  (``feed``).
- ``server/worker`` runs the application (``server/app``) in one process: the event loop speaks
  HTTP, and one thread does whatever touches the desk or the state (``desk``), one thing after the
  other, since the core isn't made for several threads.
- ``server/guard`` is around everything: the Host header, requests of other sites, limits, the
  headers of every answer, the log. ``server/connections`` bounds connections and slow clients.
- ``staff``, and whatever room stands beside it, has the pages. Rooms with pages import ``web``,
  ``server`` imports them, and ``web`` itself imports neither.

A page is a plain function: it takes a ``View`` (request, form, who asks, a fresh workspace) and
gives a Starlette response. It runs in the desk's thread, so it may call every action, and nothing
else runs there meanwhile::

    def list_page(view: View) -> Response:
        found = select(view.workspace, view.query, default_open=True)
        return view.page("list.html", rows=rows(found))

    ROUTES = (Page("/list", list_page),)

``Page`` (in ``pages``) names the path, the function, the methods and a *gate*: a function that
looks who asks, before anything else. It returns None to let the request in, else the answer.
``staff_only`` (303 to ``/login``) is the usual one, ``staff_data`` answers 401, ``anybody`` lets
all in. A room of its own (``staff``, ``api``, ``portal``) has a gate and a tuple ``ROUTES``, and a
line in ``server/app``. A ``Page`` may also name how its errors are told (``failed``); else it is
the page ``error.html``. Who of the staff asks, ``who`` finds out: whom a trusted proxy names, or
whose session it is.

What is written is written by ``view.workspace``: its transactions have the person as author and the
service, whom git knows, as committer. ``view.workspace_of(person)`` gives one for somebody else.

``state`` keeps in the user's state folder what must survive a restart and is no part of the desk:
sessions by realm (``staff``, ``portal``), and tokens that are good once. It stores hashes only.
Accounts and tokens for the API stand in ``serve.yaml`` (``settings.accounts_path``).

Templates are Jinja2's, in ``templates/``, always escaped; texts in them go through ``_()``. Scripts
and styles are ours, in ``static/``, and no page has any in itself: the policy forbids it.
"""
