"""Finding the chain and its stores."""
from sqlalchemy import select

from app.db import db
from app.stores.models import Chain, Station, Store, Tax

TOPIC = "chain"             # touched when something that every page shows of the chain changes


def chain() -> Chain | None:
    """The chain, or None in an empty database."""
    return db.session.get(Chain, 1)


def stores() -> list[Store]:
    return list(db.session.scalars(select(Store).where(Store.retired_at.is_(None)).order_by(Store.position, Store.id)))


def by_slug(slug: str) -> Store | None:
    return db.session.scalar(select(Store).where(Store.slug == slug, Store.retired_at.is_(None)))


def taxes() -> list[Tax]:
    """Retired ones too: old receipts name them."""
    return list(db.session.scalars(select(Tax).order_by(Tax.id)))


def taxes_in_use() -> list[Tax]:
    return [tax for tax in taxes() if tax.retired_at is None]


def stations() -> list[Station]:
    return list(db.session.scalars(select(Station).where(Station.retired_at.is_(None)).order_by(Station.position, Station.id)))
