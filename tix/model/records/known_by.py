"""What tells a record besides its name: the number that a telephone shows, the address of who
writes, the serial number on a machine. Each rule takes a field's value and what somebody typed."""


def same_text(value: str, typed: str) -> bool:
    """The same but for blanks and case."""
    return _plain(value) == _plain(typed)


def same_person(value: str, typed: str) -> bool:
    """A person by their whole address or name."""
    from tix.model.people import parse_person

    person = parse_person(value)
    return _plain(typed) in {_plain(value), _plain(person.mail), _plain(person.name)} - {""}


def at_domain(value: str, typed: str) -> bool:
    """A mail address at or below a domain; one where anybody can have an address tells nothing."""
    from tix.model.records.mail_domains import domain_of, is_below
    from tix.model.records.public_domains import PUBLIC_DOMAINS

    domain, own = domain_of(typed), value.strip().lstrip("@*").strip(".").casefold()
    return bool(domain) and own not in PUBLIC_DOMAINS and is_below(domain, own)


_SHORTEST = 6
"""Of fewer digits a number is an extension, or any number."""


def same_number(value: str, typed: str) -> bool:
    """A telephone number, with the code of its country or without."""
    one, other = _digits(value), _digits(typed)
    shortest = min(len(one), len(other))
    return shortest >= _SHORTEST and one[-shortest:] == other[-shortest:]


def looks_like_number(text: str) -> bool:
    """Whether a text can be a telephone number."""
    is_plain = all(letter.isdigit() or letter in " +()-./" for letter in text)
    return is_plain and len(_digits(text)) >= _SHORTEST


def _digits(text: str) -> str:
    """The digits that are dialled from abroad, but for the code of the country's own zero."""
    number = text.replace("(0)", "")
    before = next((place for place, letter in enumerate(number) if letter.isalpha()), len(number))
    return "".join(filter(str.isdigit, number[:before])).lstrip("0")


def _plain(text: str) -> str:
    return " ".join(text.split()).casefold()
