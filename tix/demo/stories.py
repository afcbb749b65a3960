"""The tickets of the demonstration: how each was opened, and what happened to it since."""

from tix.demo.deeds import (
    Deed,
    assigns,
    attaches,
    concerns,
    labels,
    links,
    moves,
    notes,
    prioritises,
    rates,
    says,
    seen_again,
    uses,
    watches,
    works,
)
from tix.demo.people import (
    ACME,
    ANA,
    BOB,
    BUILD_LOG,
    CHIARA,
    DAG,
    EMI,
    FARID,
    JO,
    LUIS,
    MAIL,
    MONITOR,
    NORDKAP,
    PRIYA,
    SAO_RAFAEL,
)
from tix.frozen import dataclass
from tix.model.people import Person


@dataclass(frozen=True, slots=True)
class When:
    """So many days ago, at a time of day in UTC; on day 0 the clock counts back from now."""

    days: int
    clock: str


@dataclass(frozen=True, slots=True)
class Step:
    """A deed, with its time and author."""

    when: When
    by: Person
    deed: Deed


@dataclass(frozen=True, slots=True)
class Story:
    """A ticket: what it was when it was opened, and what came then. ``due`` is days from now."""

    id: str
    title: str
    opened: When
    by: Person
    body: str
    steps: tuple[Step, ...] = ()
    type: str = "task"
    priority: str = "normal"
    requester: Person | None = None
    customer: str | None = None
    labels: tuple[str, ...] = ()
    milestone: str | None = None
    due: int | None = None
    severity: str | None = None
    version: str | None = None
    key: str | None = None


def _step(days: int, clock: str, by: Person, deed: Deed) -> Step:
    return Step(When(days, clock), by, deed)


STORIES: tuple[Story, ...] = (
    Story(
        "m4t8rw",
        "Set up a status page",
        When(36, "09:12"),
        FARID,
        "Customers ask us whether we are down. A page that says so would save them the mail.",
        (
            _step(36, "09:30", FARID, assigns(BOB)),
            _step(34, "14:05", BOB, moves("in-progress")),
            _step(29, "16:48", BOB, moves("resolved", "It is up; the monitor feeds it.", "done")),
        ),
        labels=("infra",),
    ),
    Story(
        "p2h6vd",
        "Move the nightly backups to the new bucket",
        When(35, "08:40"),
        BOB,
        "The old bucket goes away at the end of the quarter.\n\n"
        "- [x] copy what is there\n- [x] change the job\n- [x] watch it for three nights",
        (
            _step(35, "08:41", BOB, assigns(BOB)),
            _step(31, "10:20", BOB, moves("resolved", resolution="moved")),
            _step(28, "07:55", BOB, moves("closed", "Three nights, no complaints.")),
        ),
        labels=("infra", "backup"),
        priority="high",
    ),
    Story(
        "c9k3ze",
        "Passengers with two bookings get only one boarding mail",
        When(34, "10:02"),
        MAIL,
        "Two of our regulars booked both directions and got a mail for the way out only. They\n"
        "stood at the pier without the way back.",
        (
            _step(34, "10:31", EMI, assigns(CHIARA)),
            _step(34, "10:35", EMI, says("Thank you, Jo. We can see it here, too.")),
            _step(31, "15:22", CHIARA, moves("resolved", "One mail per booking now.", "fixed")),
            _step(24, "08:15", MAIL, moves("open")),
            _step(24, "08:16", MAIL, says("It happened again this morning, with a group.", JO)),
            _step(24, "09:03", CHIARA, notes("Groups take another path through the mailer. Mine.")),
            _step(22, "13:38", CHIARA, works(210, "the mailer's path for groups")),
            _step(22, "13:40", CHIARA, moves("resolved", "Groups, too.", "fixed in 4.1.3")),
            _step(20, "08:20", MAIL, rates(4, JO)),
        ),
        type="incident",
        priority="high",
        requester=JO,
        customer=ACME,
        labels=("app", "mail"),
        severity="major",
        version="4.1.1",
    ),
    Story(
        "g5w2nx",
        "How do we export bookings for our accountant?",
        When(33, "11:20"),
        MAIL,
        "She wants one line for each booking, with the tax. Is there a button for that?",
        (
            _step(33, "11:52", EMI, assigns(EMI)),
            _step(
                33,
                "11:58",
                EMI,
                moves(
                    "resolved",
                    "There is: *Reports › Bookings › CSV*, one month at a time.",
                    "answered",
                ),
            ),
        ),
        type="question",
        requester=LUIS,
        customer=SAO_RAFAEL,
        labels=("docs",),
    ),
    Story(
        "q8m2ht",
        "Payment page times out on slow connections",
        When(31, "13:15"),
        MAIL,
        "On board we have a slow link. The payment page gives up after ten seconds, but the card\n"
        "is charged all the same.",
        (
            _step(31, "13:40", ANA, assigns(CHIARA)),
            _step(31, "13:44", ANA, says("That must not happen. We are looking into it.")),
            _step(30, "09:10", CHIARA, moves("in-progress")),
            _step(27, "16:30", CHIARA, moves("pending", "Could you try again with 4.1.2, please?")),
            _step(23, "07:30", MAIL, says("Tried it on two crossings: works.", PRIYA)),
            _step(23, "08:58", CHIARA, works(150, "timeouts of the payment page")),
            _step(23, "09:00", CHIARA, moves("resolved", resolution="longer timeout")),
            _step(19, "10:15", MAIL, rates(5, PRIYA, "Quick, and it stayed fixed.")),
        ),
        type="incident",
        priority="high",
        requester=PRIYA,
        customer=NORDKAP,
        labels=("app", "payment"),
        severity="critical",
        version="4.1.1",
    ),
    Story(
        "r6y1bk",
        "Document the booking API",
        When(30, "09:45"),
        FARID,
        "Two customers want to connect their own web site.\n\n"
        "1. authentication\n2. looking for a crossing\n3. booking, changing, cancelling\n4. limits",
        (
            _step(30, "10:00", FARID, assigns(DAG)),
            _step(18, "15:10", DAG, moves("in-progress")),
            _step(9, "16:20", DAG, says("1 and 2 are written; the draft is on the wiki.")),
        ),
        labels=("docs", "api"),
        milestone="4.2",
        due=6,
    ),
    Story(
        "h3v7pf",
        "Invoice shows the wrong currency",
        When(28, "08:25"),
        MAIL,
        "Invoice 2217 says NOK, but we pay in EUR.",
        (
            _step(28, "09:02", EMI, assigns(CHIARA)),
            _step(25, "11:44", CHIARA, works(45, "currency of invoices")),
            _step(25, "11:45", CHIARA, moves("resolved", "A new invoice is on its way.", "fixed")),
            _step(24, "07:10", MAIL, rates(2, JO, "Three days for one word.")),
            _step(24, "08:40", ANA, labels("unhappy")),
        ),
        type="incident",
        requester=JO,
        customer=ACME,
        labels=("app", "payment"),
        severity="minor",
        version="4.1.2",
    ),
    Story(
        "t9d4ks",
        "Upgrade PostgreSQL to 17",
        When(27, "10:10"),
        BOB,
        "15 is fine for now, but the new planner halves the time of the timetable query.\n\n"
        "Not before a restored backup has been seen to work.",
        (
            _step(27, "10:11", BOB, assigns(BOB)),
            _step(26, "09:20", BOB, links("depends-on", "w2n6gj")),
            _step(11, "14:00", BOB, moves("in-progress")),
            _step(4, "17:05", BOB, says("Staging runs on 17 since this afternoon.")),
        ),
        priority="high",
        labels=("infra", "database"),
        milestone="4.2",
        due=4,
    ),
    Story(
        "w2n6gj",
        "Test that a backup can be restored",
        When(26, "09:15"),
        BOB,
        "A backup that nobody has restored is a hope.",
        (
            _step(26, "09:16", BOB, assigns(BOB, DAG)),
            _step(
                12,
                "18:30",
                DAG,
                moves(
                    "resolved",
                    "Restored last night's backup in 41 minutes, all counts agree.",
                    "works; the steps are in the runbook",
                ),
            ),
        ),
        labels=("infra", "backup"),
    ),
    Story(
        "e7x5qa",
        "Departures board in Norwegian",
        When(25, "12:30"),
        MAIL,
        "Our guests at the pier would like the board in Norwegian as well.",
        (
            _step(25, "13:00", ANA, assigns(FARID)),
            _step(
                21,
                "10:40",
                FARID,
                moves("pending", "Gladly! Could you send us the words? The list is attached."),
            ),
            _step(21, "10:41", FARID, attaches("words.csv", "en,nb\nDeparture,\nDelayed,\n")),
        ),
        type="request",
        requester=PRIYA,
        customer=NORDKAP,
        labels=("app", "i18n"),
        due=-3,
    ),
    Story(
        "d1z8mc",
        "Reset the second factor of a purser",
        When(22, "06:50"),
        MAIL,
        "Marta has a new phone and can't get in. She sails at nine.",
        (
            _step(22, "07:05", EMI, assigns(EMI)),
            _step(
                22, "07:12", EMI, notes("Called back on the number in the contract: it is Luís.")
            ),
            _step(22, "07:18", EMI, works(20, "called back, forgot the old phone")),
            _step(22, "07:19", EMI, uses("security-key", 1)),
            _step(22, "07:20", EMI, moves("resolved", "Done. Bon voyage, Marta!", "reset")),
            _step(22, "16:05", MAIL, rates(5, LUIS, "She made it.")),
        ),
        type="request",
        priority="high",
        requester=LUIS,
        customer=SAO_RAFAEL,
        labels=("access",),
    ),
    Story(
        "k3r9tv",
        "Seat map stays empty in Safari",
        When(21, "07:40"),
        MAIL,
        "Since this morning nobody with an iPhone can choose a seat.",
        (
            _step(21, "07:48", ANA, assigns(CHIARA)),
            _step(21, "07:50", ANA, says("We see it, too. The status page has more.")),
            _step(21, "07:55", CHIARA, moves("in-progress")),
            _step(20, "19:08", CHIARA, works(480, "the seat map without lookbehind")),
            _step(
                20,
                "19:10",
                CHIARA,
                moves(
                    "resolved",
                    "4.1.4 is out. Sorry for the long day.",
                    "Safari has no lookbehind; the expression is gone",
                ),
            ),
            _step(18, "09:05", MAIL, rates(5, JO, "The status page helped.")),
        ),
        type="incident",
        priority="urgent",
        requester=JO,
        customer=ACME,
        labels=("app", "safari"),
        severity="critical",
        version="4.1.3",
    ),
    Story(
        "n6b2yh",
        "Seats don't load on an iPad",
        When(21, "09:30"),
        MAIL,
        "The seats are just white.",
        (
            _step(21, "09:41", EMI, links("duplicates", "k3r9tv")),
            _step(
                21,
                "09:42",
                EMI,
                moves(
                    "closed",
                    "The same as what Acme sees; we tell you when it is mended.",
                    "duplicate",
                ),
            ),
        ),
        type="incident",
        requester=LUIS,
        customer=SAO_RAFAEL,
        labels=("app", "safari"),
        severity="critical",
        version="4.1.3",
    ),
    Story(
        "h8x3cn",
        "Where do we export the bookings for our accountant?",
        When(20, "09:05"),
        MAIL,
        "She asks for all bookings of October with the tax, and I can't find a button.",
        (
            _step(20, "09:20", EMI, assigns(EMI)),
            _step(20, "09:26", EMI, moves("resolved", "*Reports › Bookings › CSV*.", "answered")),
        ),
        type="question",
        requester=PRIYA,
        customer=NORDKAP,
        labels=("docs",),
    ),
    Story(
        "v4g7wd",
        "Timetable import fails on the 29th of February",
        When(19, "16:05"),
        DAG,
        "Found by reading, not by a customer. There is time until the next one.",
        type="problem",
        priority="low",
        labels=("app", "import"),
    ),
    Story(
        "y8c1pe",
        "Nightly build fails on arm64",
        When(17, "02:19"),
        MONITOR,
        "The nightly build of `main` failed.\n\n"
        "```\n/usr/bin/ld: final link failed: memory exhausted\n```",
        (
            _step(17, "08:30", BOB, assigns(BOB)),
            _step(17, "08:34", BOB, attaches("build.log", BUILD_LOG)),
            _step(17, "08:36", BOB, says("The linker, on `routecalc`: see the attached log.")),
            _step(15, "02:18", MONITOR, seen_again("ci")),
            _step(
                15,
                "09:12",
                DAG,
                says(
                    "The wheel of 3.4.0 links everything statically. Two ways out:\n\n"
                    "- go back to 3.3.2, which loses the new piers\n"
                    "- give the builder **16 GB**",
                ),
            ),
            _step(14, "02:18", MONITOR, seen_again("ci")),
            _step(14, "08:20", BOB, prioritises("high")),
            _step(
                13,
                "10:00",
                ANA,
                notes("São Rafael is waiting for the arm64 image: their new terminals need it."),
            ),
            _step(13, "10:02", ANA, watches(ANA)),
            _step(8, "11:15", BOB, moves("in-progress", "A larger builder is ordered.")),
            _step(2, "02:17", MONITOR, seen_again("ci")),
        ),
        type="incident",
        labels=("ci", "arm64"),
        due=1,
        severity="minor",
        key="nightly-arm64",
    ),
    Story(
        "a5q3jn",
        "Rotate the keys of the payment provider",
        When(15, "14:20"),
        ANA,
        "They are a year old, and two people who knew them have left.",
        (
            _step(15, "14:21", ANA, assigns(ANA, BOB)),
            _step(10, "09:30", BOB, notes("Needs a minute without payments: early on a Tuesday.")),
        ),
        priority="high",
        labels=("security", "payment"),
        due=-2,
    ),
    Story(
        "f2w9hk",
        "Refund went out twice",
        When(13, "09:05"),
        MAIL,
        "Booking 88213 was refunded two times. We would like our money back.",
        (
            _step(13, "09:14", ANA, assigns(EMI, CHIARA)),
            _step(13, "09:20", ANA, says("So would we. We call you within the hour.")),
            _step(13, "11:00", CHIARA, moves("in-progress")),
            _step(
                11,
                "15:45",
                EMI,
                moves(
                    "resolved",
                    "The second one is back with you; the reason is in j7t4xb.",
                    "called back the second refund",
                ),
            ),
        ),
        type="incident",
        priority="urgent",
        requester=JO,
        customer=ACME,
        labels=("app", "payment"),
        severity="major",
        version="4.1.4",
    ),
    Story(
        "j7t4xb",
        "Find out why refunds can run twice",
        When(12, "10:15"),
        CHIARA,
        "The worker retries after a timeout, and the provider doesn't know that it is a retry.\n"
        "An idempotency key would do; it needs a column.",
        (
            _step(12, "10:16", CHIARA, links("relates-to", "f2w9hk")),
            _step(12, "10:30", CHIARA, assigns(DAG)),
            _step(7, "13:25", DAG, moves("in-progress")),
            _step(7, "13:26", DAG, links("depends-on", "t9d4ks")),
        ),
        type="problem",
        priority="high",
        labels=("app", "payment"),
        milestone="4.2",
        severity="major",
    ),
    Story(
        "s1m6zr",
        "A trial for Fjordline",
        When(10, "15:30"),
        FARID,
        "Four ships, about 200 bookings a day. They would start with one line.",
        (
            _step(10, "15:31", FARID, assigns(FARID, EMI)),
            _step(6, "10:50", EMI, moves("pending", "Waiting for their timetable.")),
        ),
        type="request",
        labels=("sales",),
    ),
    Story(
        "r4d7mq",
        "Can we export bookings as a table for our accountant?",
        When(9, "13:30"),
        MAIL,
        "One line for each booking would do.",
        (
            _step(9, "13:48", EMI, assigns(EMI)),
            _step(9, "13:52", EMI, moves("resolved", "*Reports › Bookings › CSV*.", "answered")),
        ),
        type="question",
        requester=JO,
        customer=ACME,
        labels=("docs",),
    ),
    Story(
        "b9e2vy",
        "The certificate of staging expires soon",
        When(8, "03:00"),
        MONITOR,
        "`staging.harbour.example` expires in eleven days.",
        (
            _step(5, "03:00", MONITOR, seen_again("staging")),
            _step(2, "03:00", MONITOR, seen_again("staging")),
        ),
        type="incident",
        labels=("infra", "security"),
        due=3,
        key="cert-staging",
        severity="minor",
    ),
    Story(
        "x3p8fg",
        "A typo in the Spanish confirmation mail",
        When(6, "17:40"),
        MAIL,
        "It says «Graicas».",
        (
            _step(5, "08:10", EMI, assigns(EMI)),
            _step(5, "08:25", EMI, moves("resolved", "¡Gracias!", "fixed")),
        ),
        type="incident",
        priority="low",
        requester=LUIS,
        customer=SAO_RAFAEL,
        labels=("app", "i18n", "mail"),
        severity="minor",
        version="4.1.4",
    ),
    Story(
        "z6k4nt",
        "Group bookings over 40 people are refused",
        When(5, "11:05"),
        MAIL,
        "A school with 52 pupils can't book. We have room for 300.",
        (
            _step(5, "11:40", ANA, assigns(DAG)),
            _step(5, "11:44", ANA, says("We look into it. Until then: two groups of 26.")),
            _step(2, "15:00", MAIL, says("Two groups sit apart. The teachers mind.", PRIYA)),
        ),
        type="incident",
        priority="high",
        requester=PRIYA,
        customer=NORDKAP,
        labels=("app",),
        due=-1,
        severity="major",
        version="4.1.4",
    ),
    Story(
        "c4h7dm",
        "The date picker can't be used with the keyboard",
        When(3, "14:50"),
        CHIARA,
        "Found while testing the seat map. Tab jumps over it, and a screen reader says *button*.",
        (_step(3, "15:00", FARID, labels("accessibility")),),
        labels=("app",),
        milestone="4.2",
    ),
    Story(
        "q1y5ws",
        "Can pursers see the passenger list without a network?",
        When(2, "16:25"),
        MAIL,
        "Between the islands there is none for half an hour.",
        (_step(1, "08:40", EMI, assigns(ANA)),),
        type="question",
        requester=LUIS,
        customer=SAO_RAFAEL,
        labels=("app",),
    ),
    Story(
        "g8r2ke",
        "Write the release notes of 4.2",
        When(1, "09:35"),
        FARID,
        "As short as last time, please.",
        (_step(1, "09:36", FARID, assigns(ANA)),),
        labels=("docs",),
        milestone="4.2",
        due=8,
    ),
    Story(
        "n9v3ta",
        "Printer at pier 3 prints blank boarding passes",
        When(0, "1:50"),
        MAIL,
        "Since we changed the roll. The others work.",
        (
            _step(0, "1:22", EMI, concerns("printer-pier-3", "roll-80")),
            _step(0, "1:20", EMI, says("Is the printed side of the roll up? It has to face you.")),
        ),
        type="incident",
        priority="urgent",
        requester=JO,
        customer=ACME,
        labels=("hardware",),
        severity="major",
        version="4.1.4",
    ),
)
