"""Records of any kind: their fields, their files, body and comments.

A record is one Markdown file with front matter: a ticket, a customer. Which kinds there are stands
in ``tix.model.kinds``; nothing here knows any of them.
"""
