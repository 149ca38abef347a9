"""Ordering as staff do: by typed codes (A12 x2 B3), by what sells, one course after the other."""
import re
import unicodedata
from collections import defaultdict
from collections.abc import Mapping

from sqlalchemy import func, select

from app.audit import Actor
from app.db import db
from app.errors import Invalid
from app.i18n import _, pick
from app.menu.card import Offer
from app.menu.catalogue import catalogue
from app.ordering import cart, rounds
from app.ordering.models import Order, OrderLine, Round

MOST_CODES = 40
RECENT = 3000           # sent portions of a store: some days of a busy one, weeks of a quiet one
FAVOURITES = 12
_COUNT = re.compile(r"[x*×]([0-9]{1,2})")
_WITH_COUNT = re.compile(r"(.+?)[x*×]([0-9]{1,2})")


def parse(typed: str, offers: Mapping[int, Offer]) -> list[tuple[int, int]]:
    """(dish id, portions) for codes with counts, in the order typed: "A12 x2 B3", "a12*2、b3". Codes and full-width signs in any case.

    Raises Invalid naming what is no code here, or needs a choice first; then nothing is meant to be added."""
    known = {code.casefold(): offer for offer in offers.values() for code in codes_of(offer)}
    words = [word for word in re.split(r"[\s,，、;；]+", unicodedata.normalize("NFKC", typed).casefold()) if word]
    if not words:
        raise Invalid(_("Type the codes of the dishes, for example %(example)s.", example="A12 x2 B3"))
    if len(words) > MOST_CODES:
        raise Invalid(_("Type at most %(most)s codes at once.", most=MOST_CODES))
    found: list[tuple[int, int]] = []
    for word in words:
        if (count := _COUNT.fullmatch(word)) and found and word not in known:
            found[-1] = found[-1][0], int(count[1])
        else:
            found.append(_dish(word, known))
    return found


def codes_of(offer: Offer) -> list[str]:
    """What staff may type for a dish: its short code, or the code the files know it by."""
    return list(dict.fromkeys((offer.dish.code, offer.dish.quick)))


def _dish(word: str, known: Mapping[str, Offer]) -> tuple[int, int]:
    offer, count = known.get(word), 1
    if offer is None and (parts := _WITH_COUNT.fullmatch(word)):
        offer, count = known.get(parts[1]), int(parts[2])
    if offer is None:
        raise Invalid(_("There is no dish %(code)s here. Nothing was added.", code=word.upper()))
    if not offer.at_once:
        raise Invalid(_("%(dish)s needs a choice: open it in the list. Nothing was added.", dish=pick(offer.dish.name)))
    return offer.dish.id, count


def favourites(store_id: int) -> list[int]:
    """Ids of the dishes that this store sold most lately, the best first."""
    lately = (select(OrderLine.dish_id).where(OrderLine.store_id == store_id, OrderLine.round_id.is_not(None))
              .order_by(OrderLine.id.desc()).limit(RECENT).subquery())
    return list(db.session.scalars(select(lately.c.dish_id).group_by(lately.c.dish_id)
                                   .order_by(func.count().desc(), lately.c.dish_id).limit(FAVOURITES)))


def course_of(line: OrderLine) -> int:
    """The course that a dish belongs to by its category."""
    courses, dish = {category.id: category.course for category in catalogue().categories}, catalogue().dishes.get(line.dish_id)
    return courses.get(dish.category_id, 1) if dish else 1


def send(order: Order, *, by: Actor, key: str, seen: Mapping[int, int], courses: Mapping[int, int], leave_sold_out: bool = False) -> list[Round]:
    """Send the lines that `courses` names (line id → course, `rounds.ON_HOLD` or 1 for now), each course as a round of its own.

    Call with the order locked. One key sends once. Raises what `rounds.send` raises; then nothing was sent."""
    together: dict[int, set[int]] = defaultdict(set)
    for line in cart.rows(order):
        if line.id in courses:
            together[courses[line.id]].add(line.id)
    if not together:
        if cart.rows(order) and not db.session.scalar(select(Round.id).where(Round.order_id == order.id, Round.key == key)):
            raise Invalid(_("Say for at least one dish when it goes."))
        return [rounds.send(order, None, key=key, seen=seen, by=by, only=()).round]      # empty, or sent already: says which
    in_order = sorted(together, key=lambda course: (course == rounds.ON_HOLD, course))
    return [rounds.send(order, None, key=key if not place else f"{key}.{course}", seen=seen, leave_sold_out=leave_sold_out, by=by,
                        only=together[course], course=course).round for place, course in enumerate(in_order)]
