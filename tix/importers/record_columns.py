"""What the columns of other programs' tables of records are called: address books, CRMs, lists of
machines. A field's own name goes before."""

import re
from collections.abc import Mapping, Sequence

FIRST_NAME, LAST_NAME = "first name", "last name"
"""Targets of columns that are a part of a contact."""
ADDRESS_PARTS = STREET, POSTCODE, CITY, COUNTRY = (
    "of a street",
    "of a code",
    "of a city",
    "of a country",
)
"""Targets of columns that are a part of an address; no field is called so."""

_OF: Mapping[str, Mapping[str, str]] = {
    "customer": {
        "name": "company, company name, organisation, organization, organisation name,"
        " organization name, customer, customer name, account, account name, client, client name,"
        " firma, kunde, empresa, cliente, nome, razão social, société, bedrijf, azienda",
        "contacts": "contact name, contact person, primary contact, e-mail, email, mail,"
        " e-mail address, email address, contact email, ansprechpartner, kontakt, contacto, correo",
        FIRST_NAME: "first name, firstname, given name, vorname, prénom",
        LAST_NAME: "last name, lastname, surname, family name, nachname, apelido, apellidos",
        "phones": "phone, phone number, telephone, telephone number, tel, mobile, mobile phone,"
        " business phone, work phone, company main phone, main phone, primary phone, other phone,"
        " home phone, cell phone, telefon, handy, telefone, teléfono, téléphone, telefoon",
        "domains": "domain name, domain names, mail domain, email domain, company domain name",
        "contract": "contract no, contract number, contract id, vertrag, vertragsnummer, contrato",
        "contract_from": "valid from, contract start, contract begin, start of contract",
        "contract_until": "valid until, valid to, contract end, end of contract, expires,"
        " expiry date, renewal date",
        "plan": "tier, package, sla, service level",
        "tax_id": "vat, vat id, vat no, vat number, vat registration number, tax no, tax number,"
        " ust-id, ustid, ust-idnr, nif, nipc, cif, siret, partita iva",
        "address": "street address, postal address, billing address, adresse, anschrift, morada,"
        " dirección",
        STREET: "street, business street, billing street, mailing street, straße, strasse, rue,"
        " calle, rua, via",
        POSTCODE: "zip, zip code, postcode, postal code, business postal code, billing zip,"
        " billing postal code, billing code, plz, code postal, código postal, cap",
        CITY: "city, town, business city, billing city, mailing city, ort, stadt, ville, ciudad,"
        " cidade, città",
        COUNTRY: "country, business country, billing country, business country/region,"
        " country/region, land, pays, país, paese",
        "language": "lang, sprache, idioma, langue",
        "rate": "hourly rate",
        "labels": "tags, segment",
        "body": "notes, note, comments, remarks",
    },
    "asset": {
        "name": "asset, asset name, device, device name, item, item name, part",
        "kind": "type, category, asset type",
        "serial": "serial no, serial number, s/n, seriennummer, número de série",
        "customer": "company, client",
        "owner": "assigned to, user, responsible, checked out to",
        "location": "room, place, site, building, standort, raum, local",
        "counted": "quantity, qty, stock, in stock, on hand",
        "minimum": "min, minimum stock, min stock, reorder level, reorder point",
        "price": "unit price, cost",
        "labels": "tags",
        "body": "notes, note, comments, remarks",
    },
}  # fmt: skip


_COMPANIES = (
    "company", "company name", "organisation", "organization", "organisation name",
    "organization name", "firma", "empresa", "société", "bedrijf", "azienda",
)  # fmt: skip


def is_person(kind: str, column: str, columns: Sequence[str]) -> bool:
    """Whether a column ``Name`` is a contact's: in a table of people, each with a company and a
    mail address, that is whom the company is spoken for by."""
    if kind != "customer" or _plain(column) != "name":
        return False
    plain = {*map(_plain, columns)}
    mails = {each.strip() for each in _OF["customer"]["contacts"].split(",") if "mail" in each}
    return not plain.isdisjoint(_COMPANIES) and not plain.isdisjoint(mails)


def is_of_mail(column: str) -> bool:
    """Whether a column has mail addresses of people."""
    return "mail" in (plain := _plain(column)) and "domain" not in plain


def usual_targets(kind: str, columns: Sequence[str]) -> dict[str, str]:
    """The field that each column means by its usual name, for a kind of record; of those of one
    field the better name comes first."""
    names = {
        each.strip(): target for target, of in _OF.get(kind, {}).items() for each in of.split(",")
    }
    places = {name: place for place, name in enumerate(names)}
    known = [column for column in columns if _plain(column) in names]
    known.sort(key=lambda column: places[_plain(column)])
    return {column: names[_plain(column)] for column in known}


def _plain(column: str) -> str:
    """A name as it is compared: ``E-mail 2 - Value`` and ``Phone 1`` are one more of their kind."""
    plain = " ".join(column.replace("_", " ").strip(" .:").casefold().split())
    return re.sub(r" [1-9](?: - value)?(?= address$|$)", "", plain)
