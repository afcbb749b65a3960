"""What every kind of record shares: fields, the file that holds them, body and comments.

A record is one Markdown file with front matter: a ticket, a customer. Which kinds there are stands
in ``tix.model.kinds``; nothing here knows any of them.
"""
