"""Why a connection to a mail server couldn't be encrypted, and what to set instead."""

import smtplib
import ssl

_NO_STARTTLS = "it offers no STARTTLS"


def encryption_fault(error: Exception, kind: str) -> tuple[str, str | None] | None:
    """A sentence about the server and a hint; None if the fault is another one. ``kind`` is smtp or
    imap."""
    usual = {"smtp": "465", "imap": "993"}[kind]
    if isinstance(error, ssl.SSLCertVerificationError):
        hint = "SSL_CERT_FILE names a file with your own authority"
        return f"its certificate isn't trusted: {error.verify_message}", hint
    if isinstance(error, ssl.SSLError) and error.reason in ("WRONG_VERSION_NUMBER", "HTTP_REQUEST"):
        hint = f"security: starttls, or another port: {usual} is the usual one for tls"
        return "it doesn't speak TLS from the first byte on at that port", hint
    if isinstance(error, smtplib.SMTPNotSupportedError) and "STARTTLS" in str(error):
        return _NO_STARTTLS, f"security: tls, with port {usual}"
    if "TLS not supported by server" in str(error):  # imaplib has no class for it
        return _NO_STARTTLS, f"security: tls, with port {usual}"
    return None
