"""The reasons for taking something off a check or refusing it that are offered to tap."""
from app.i18n import lazy_gettext
from app.web.ready_made import ReadyMade

READY_MADE = ReadyMade(
    lazy_gettext("Guest changed their mind"), lazy_gettext("Ordered by mistake"), lazy_gettext("Waited too long"),
    lazy_gettext("Not as it should be"), lazy_gettext("Sold out"), lazy_gettext("Nobody sits there"), lazy_gettext("Too much at once"),
    lazy_gettext("We cannot make it now"), lazy_gettext("A regular guest"), lazy_gettext("Birthday"), lazy_gettext("Staff"))
