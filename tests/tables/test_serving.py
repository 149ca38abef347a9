"""A waiter's own tables, and handing them over."""
import pytest

from app.db import db, transaction
from app.errors import Refused
from app.staff.models import Role
from app.tables import serving, sittings
from app.tables.models import Served, Sitting
from tests import cast

pytestmark = pytest.mark.usefixtures("app")


def taken(label: str, username: str = "server") -> Sitting:
    sitting, person = cast.a_sitting(cast.a_table(label)), cast.staff(Role.SERVER, username=username)
    with transaction():
        serving.take(sitting, person.id, cast.acts(person))
    return sitting


def test_a_party_has_one_waiter_at_a_time() -> None:
    first, other = taken("A1"), cast.staff(Role.SERVER, username="lin")
    taken("A1"), taken("A1", "lin")
    assert serving.servers([first.id]) == {first.id: other.id}
    assert db.session.query(Served).count() == 2


def test_tables_are_handed_over_by_name() -> None:
    first, second = taken("A1"), taken("A2")
    server, lin = cast.a_waiter(), cast.staff(Role.SERVER, username="lin")
    store = cast.a_store().id
    with transaction():
        assert serving.hand_over(store, server.id, lin.id, [first.id, 999], cast.acts(server)) == 1
    assert (serving.own(store, server.id), serving.own(store, lin.id)) == ([second], [first])


def test_what_left_or_went_already_is_not_handed_over() -> None:
    first, server, lin = taken("A1"), cast.a_waiter(), cast.staff(Role.SERVER, username="lin")
    with transaction():
        sittings.close(first, cast.acts(server))
    with pytest.raises(Refused, match="no table to hand over"), transaction():
        serving.hand_over(first.store_id, server.id, lin.id, [first.id], cast.acts(server))
    with pytest.raises(Refused), transaction():
        serving.take(first, lin.id, cast.acts(lin))
