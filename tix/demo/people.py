"""The people of Harbour, which makes booking software for ferry lines, and their customers."""

from tix.model.people import Person

ANA = Person("Ana Lima", "ana@harbour.example")
BOB = Person("Bob Reis", "bob@harbour.example")
CHIARA = Person("Chiara Conti", "chiara@harbour.example")
DAG = Person("Dag Nilsen", "dag@harbour.example")
EMI = Person("Emi Tanaka", "emi@harbour.example")
FARID = Person("Farid Haddad", "farid@harbour.example")

MAIL = Person("Harbour mail", "support@harbour.example")
"""Files what customers write."""
MONITOR = Person("Harbour monitor", "monitor@harbour.example")
"""Opens tickets by itself."""

JO = Person("Jo Park", "jo@acme.example")
PRIYA = Person("Priya Nair", "priya@nordkap.example")
LUIS = Person("Luís Ortega", "luis@saorafael.example")

ACME, NORDKAP, SAO_RAFAEL = "Acme Ferries", "Nordkap Tours", "São Rafael"

YOU = ANA
"""The person that the user plays."""

TIX_YAML = """\
# What this desk agreed on. 'tix config' shows what is in force.
format: 1
name: Harbour support
timezone: UTC

fields:
  severity: {type: choice, choices: [minor, major, critical], help: how bad it is for passengers}
  version: {type: text, help: the release in which it was seen}

people:
- name: Ana Lima
  mail: ana@harbour.example
  aliases: [ana]
- name: Bob Reis
  mail: bob@harbour.example
  aliases: [bob]
- name: Chiara Conti
  mail: chiara@harbour.example
  aliases: [chiara]
- name: Dag Nilsen
  mail: dag@harbour.example
  aliases: [dag]
- name: Emi Tanaka
  mail: emi@harbour.example
  aliases: [emi]
- name: Farid Haddad
  mail: farid@harbour.example
  aliases: [farid]
- Jo Park <jo@acme.example>
- Priya Nair <priya@nordkap.example>
- Luís Ortega <luis@saorafael.example>

teams:
  support: [ana, emi]
  platform: [bob, dag]
  company: [ana, bob, chiara, dag, emi, farid]
robots: [monitor@harbour.example, support@harbour.example]

# What customers are promised, in office hours; the first that fits a ticket holds for it.
calendars:
  office:
    hours: {mon-fri: 08:00-18:00}
promises:
- name: gold
  when: plan:gold
  calendar: office
  first_response: 2h
  next_response: 4h
  resolution: 5d
  warn: 30m
- name: usual
  when: has:customer
  calendar: office
  first_response: 1d
  next_response: 2d
  resolution: 15d
  warn: 2h

# What an hour costs, and what contracts cover.
billing:
  currency: EUR
  rate: 95.00
  tax: 21%
  seller: {name: Harbour, street: 7 Quay Street, city: Dublin, country: IE, tax_id: IE7654321A}
plans:
  gold: {rate: 80.00, covers: [incident, question], hours: 10}
  silver: {covers: [question]}

# Queries to use as @name: tix list @triage
queries:
  triage: is:open is:unassigned
  customers: is:open has:customer sort:-priority
  soon: due:<=7d
"""

CUSTOMERS = {
    "customers/acme-ferries.md": """\
---
name: Acme Ferries
contacts:
- Jo Park <jo@acme.example>
domains:
- acme.example
phones:
- +353 555 0142
contract: HB-2024-07
contract_from: 2024-07-01
plan: gold
language: en
address: 3 Ferry Road, Wexford, IE
labels:
- pilot
---

Runs the two boats on the north line. Jo answers before nine, hardly ever after.
""",
    "customers/nordkap-tours.md": """\
---
name: Nordkap Tours
contacts:
- Priya Nair <priya@nordkap.example>
domains:
- nordkap.example
contract: HB-2025-02
plan: silver
language: en
address: Fiskegata 12, Bodø, NO
---

Books for groups, so what they report is often about many seats at once.
""",
    "customers/sao-rafael.md": """\
---
name: São Rafael
contacts:
- Luís Ortega <luis@saorafael.example>
domains:
- saorafael.example
plan: silver
language: pt
address: Cais 4, Horta, PT
---
""",
}

TEMPLATES = {
    "templates/incident.md": """\
---
type: incident
priority: high
severity: major
labels:
- app
---

What happens, and what should happen?

Since when, and for whom?

- [ ] the customer knows that we are on it
- [ ] the status page says so
""",
    "templates/access.md": """\
---
type: request
labels:
- access
---

Who needs access, to what, until when?

- [ ] somebody who may decide has agreed
""",
}

BUILD_LOG = """\
[02:11:48] checkout harbour@9f31c02
[02:11:51] docker buildx build --platform linux/arm64 .
[02:14:20] step 7/12: pip wheel -r requirements.txt
[02:16:02]   building wheel for routecalc 3.4.0
[02:18:37]   /usr/bin/ld: final link failed: memory exhausted
[02:18:37]   collect2: error: ld returned 1 exit status
[02:18:38] step 7/12 failed after 4m18s
[02:18:38] build: FAILED (arm64), ok (amd64)
"""
