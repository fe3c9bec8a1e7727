"""Days and parts of days in the common languages."""

from __future__ import annotations

#: Hours at which the parts of a day begin and end; each is as long as the others.
PART_HOURS = ((7, 12), (12, 17), (17, 22))

_DAYS = (
    "monday monday's mondays mon mo montag montags montagabend lundi lun lunes segunda segunda-feira seg "
    "lunedi "
    "maandag ma",
    "tuesday tuesdays tue tues tu dienstag dienstags di mardi mar martes terca terca-feira ter martedi "
    "dinsdag",
    "wednesday wednesdays wed weds we mittwoch mittwochs mi mercredi mer miercoles mie quarta quarta-feira "
    "qua "
    "mercoledi woensdag wo",
    "thursday thursdays thu thur thurs th donnerstag donnerstags do jeudi jeu jueves jue quinta quinta-feira "
    "qui giovedi gio donderdag",
    "friday fridays fri freitag freitags fr vendredi ven viernes vie sexta sexta-feira sex venerdi vrijdag "
    "vr",
    "saturday saturdays sat samstag samstags sa sonnabend samedi sam sabado sab sabato zaterdag za",
    "sunday sundays sun sonntag sonntags so dimanche dim domingo dom domenica zondag zo su",
)
DAYS = {word: day for day, words in enumerate(_DAYS) for word in words.split()}
WEEKDAYS = (0, 1, 2, 3, 4)
WEEKEND = (5, 6)
EVERY_DAY = (0, 1, 2, 3, 4, 5, 6)
SEVERAL_DAYS = {
    **dict.fromkeys(("weekday", "weekdays", "werktags", "werktag", "wochentags", "workdays", "weekdagen",
                     "semaine", "laborables", "weeks"), WEEKDAYS),
    **dict.fromkeys(("weekend", "weekends", "week-end", "week-ends", "wochenende", "wochenenden",
    "am-wochenende",
                     "finde", "fim-de-semana", "fin-de-semana"), WEEKEND),
    **dict.fromkeys(("daily", "everyday", "taglich", "every-day", "any-day", "all-days", "jeden-tag",
                     "tous-les-jours", "todos-los-dias"), EVERY_DAY),
}  # fmt: skip
_PARTS = (
    "morning mornings am a.m a.m. forenoon forenoons vormittag vormittags morgen morgens fruh matin matins "
    "manana mananas manha manhas mattina mattine ochtend",
    "afternoon afternoons pm p.m p.m. nachmittag nachmittags apres-midi aprem tarde tardes pomeriggio middag "
    "namiddag",
    "evening evenings eve abend abends soir soirs soiree noche noches noite noites sera sere avond night "
    "nights "
    "nacht nachts",
)
PARTS = {word: part for part, words in enumerate(_PARTS) for word in words.split()}
LUNCH = frozenset({"lunch", "lunchtime", "noon", "midday", "mittag", "mittags", "midi", "mediodia", "almoco"})
ANY_TIME = frozenset(
    {
        "flexible", "anytime", "any time", "any", "always", "all", "open", "whenever", "any day",
        "anytime flexible", "very flexible", "all times", "i am flexible", "im flexible", "flexibel",
        "immer", "jederzeit", "egal", "toujours", "n'importe quand", "nimporte quand", "siempre", "sempre",
        "altijd", "all day", "no restrictions", "cualquier momento", "qualquer horario",
        "im flexible any time",
    }
)  # fmt: skip
#: Words that join times and say nothing by themselves.
BESIDE = frozenset(
    {"and", "or", "und", "oder", "et", "ou", "y", "o", "e", "en", "on", "in", "the", "at", "am", "um",
     "im", "le",
     "la", "el", "les", "los", "&", "+", "uhr", "h", "o'clock", "oclock", "only", "nur", "free", "time",
     "times",
     "from", "von", "de", "du", "a", "ab", "-", "usually", "mostly", "all", "day", "whole", "por",
     "da", "do", "dans", "ganztags", "ganztagig", "local"}
)  # fmt: skip
AFTER = frozenset(
    {"after", "from", "since", "nach", "ab", "apres", "despues", "depois", "dopo", "na", "past"}
)
BEFORE = frozenset({"before", "until", "till", "by", "vor", "bis", "avant", "antes", "prima", "voor", "tot"})
