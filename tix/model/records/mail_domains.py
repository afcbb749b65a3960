"""The domains of mail addresses."""


def domain_of(mail: str) -> str:
    """What stands behind the @ of an address, in lower case; "" where there is none."""
    return mail.rpartition("@")[2].strip().rstrip(".").casefold() if "@" in mail else ""


def is_below(domain: str, above: str) -> bool:
    """Whether a domain is another one, or below it."""
    return domain == above or domain.endswith(f".{above}")


def own_domain(text: str) -> str:
    """The domain that a text says, in lower case; "" for one of a public mail service, or without
    a dot: those are nobody's own."""
    from tix.model.records.public_domains import PUBLIC_DOMAINS  # who reads names needs none

    domain = text.strip().lstrip("@*").strip(".").casefold()
    return domain if "." in domain and domain not in PUBLIC_DOMAINS else ""
