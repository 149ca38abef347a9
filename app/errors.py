"""What the rooms raise when a rule says no."""


class Refused(Exception):
    """A house rule said no. The text is a whole sentence, in the language of the person who asked."""

    status = 409


class Invalid(Refused):
    """Something typed or chosen cannot be right; the form is shown again with what was typed."""

    status = 422


class TooMany(Refused):
    """Tried too often; the text says when to try again."""

    status = 429


class NotAllowed(Refused):
    """This person may not do that here."""

    status = 403
