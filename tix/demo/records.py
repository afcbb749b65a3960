"""What the demonstration has beside tickets and customers: rules, replies, articles, assets."""

RULES = """\
# What happens by itself. 'tix rules test --last 30d' tells what would have happened.
- name: hardware goes to platform
  on: opened
  when: label:hardware is:unassigned
  then: {assign: one of platform}

- name: somebody is unhappy
  on: rated
  when: rating:<3
  then: {add-label: unhappy, comment: internal Call them before the week is over.}

- name: gold waits for its first answer
  at: 30m before first_response
  from: @NOW@
  when: plan:gold
  then: {watch: support, comment: internal The first answer is due in half an hour.}

- name: a backup is restored
  every: 1st of month 08:00
  from: @NOW@
  open: {title: Test that a backup can be restored, type: task, assign: one of platform}
"""
"""``@NOW@`` is the time from which rules of time fire."""

RECORDS = {
    "replies/received.md": """\
---
title: We have it
labels:
- first
---
Hello {{ ticket.requester.first_name|default('and thank you for writing') }},

we have your message about "{{ ticket.title }}", and {{ agent.name }} looks after it.
{% if customer.contract %}It falls under your contract {{ customer.contract }}.
{% endif %}
{{ desk.name }}
""",
    "replies/second-factor.md": """\
---
title: A new second factor
labels:
- access
---
Hello {{ ticket.requester.first_name|default('') }},

we call you back on the number in your contract before we change anything: nobody else may ask for
this. It takes five minutes.

{{ agent.name }}, {{ desk.name }}
""",
    "kb/exporting-bookings.md": """\
---
title: Exporting bookings for accounting
public: yes
labels:
- docs
from:
- g5w2nx
reviewed: @TODAY@
---
*Reports › Bookings › CSV* gives one line for each booking, with the tax, one month at a time.

A cancelled booking has a line of its own, with the amounts below zero.
""",
    "kb/resetting-a-second-factor.md": """\
---
title: Resetting a second factor
labels:
- access
from:
- d1z8mc
reviewed: @TODAY@
---
1. Call back on the number in the contract. Never do it for somebody who calls.
2. *Users › the purser › Second factor › Forget*.
3. They set up the new phone at the next login; the security key in the drawer bridges the time.
""",
    "assets/printer-pier-3.md": """\
---
name: Printer at pier 3
kind: printer
serial: BP-2207-0031
customer: acme-ferries
location: Pier 3, ticket office
---

Prints boarding passes. The paper goes in with the printed side up.
""",
    "assets/roll-80.md": """\
---
name: Roll of boarding passes, 80 mm
kind: part
counted: @COUNTED@ · 24
minimum: 6
unit: roll
price: 6.50
---
""",
    "assets/security-key.md": """\
---
name: Security key
kind: part
counted: @COUNTED@ · 5
minimum: 5
unit: piece
price: 38.00
---
""",
}
"""``@TODAY@`` is the day on which the desk was made, ``@COUNTED@`` the time."""
