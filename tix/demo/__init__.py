"""A small desk to look around in: five weeks in the life of a company's support desk.

``people`` says who is who, ``stories`` what happened to each ticket, ``deeds`` what can happen to
one; ``plan`` turns that into commits for a given time, and ``desk`` makes the desk.
"""
