"""The domains of mail addresses."""


def domain_of(mail: str) -> str:
    """What stands behind the @ of an address, in lower case; "" where there is none."""
    return mail.rpartition("@")[2].strip().rstrip(".").casefold() if "@" in mail else ""


def is_below(domain: str, above: str) -> bool:
    """Whether a domain is another one, or below it."""
    return domain == above or domain.endswith(f".{above}")
