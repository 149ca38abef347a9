"""The files of a chain, read and checked as a whole: files in, plain values out, every mistake at once.

No database is needed to read them; what becomes of them there is in `loading`."""
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from babel import Locale, UnknownLocaleError
from babel.numbers import list_currencies

from app.chain import cells, toml
from app.chain.entries import ChainEntry, StationEntry, StoreEntry, TaxEntry
from app.chain.files import NAMES, Files
from app.chain.folder import Folder
from app.chain.mistakes import Expected, Found, Mistake, Mistaken, nearest
from app.chain.opening import opened
from app.chain.reading_charges import read_charges
from app.chain.reading_menu import read_menu, read_options, read_prices
from app.chain.reading_stores import read_staff, read_stores, read_tables, time_zone
from app.chain.toml import Branch
from app.i18n import _
from app.menu.models import OrderKind
from app.stores import settings

BRAND = {"hue": 360, "chroma": 0.4, "second_hue": 360, "second_chroma": 0.4}


STEMS = [name.partition(".")[0] for name in NAMES]


def read(path: Path) -> ChainEntry:
    """The chain that a folder describes. Raises Mistaken with everything that is wrong with it."""
    with opened(path) as files:
        return read_files(files)


def read_files(files: Files) -> ChainEntry:
    """Raises Mistaken."""
    folder = Folder(files, Found(files.amiss()))
    entry = _read_all(folder)
    if folder.mistakes:
        raise Mistaken(sorted(dict.fromkeys(folder.mistakes), key=_place))
    return entry


def _place(mistake: Mistake) -> tuple[int, int]:
    stem = mistake.file.partition(".")[0]
    return STEMS.index(stem) if stem in STEMS else len(STEMS), mistake.line


def _read_all(folder: Folder) -> ChainEntry:
    source = folder.files.settings(folder.mistakes)
    root = Branch(source, source.data)
    entry = _chain(folder, root)
    entry.stores = read_stores(folder)
    _read_settings(folder, root, entry.stores)
    _check_rates(root, entry)
    root.refuse_unknown()
    entry.areas, entry.tables = read_tables(folder)
    entry.categories, entry.dishes = read_menu(folder)
    entry.groups, entry.prices = read_options(folder), read_prices(folder)
    entry.charges = read_charges(folder)
    entry.staff = read_staff(folder)
    return entry


def _chain(folder: Folder, root: Branch) -> ChainEntry:
    languages = root.need("languages", _languages, _('the languages of the chain, the default one first, such as ["zh", "en"]'))
    folder.languages = languages or _languages_in_headers(folder)
    folder.currency = root.need("currency", toml.string(_currency), _('the currency, such as "CNY"'))
    folder.time_zone = root.need("time_zone", toml.string(time_zone), _('the time zone, such as "Asia/Shanghai"'))
    texts, sentences, brand = toml.texts(languages or []), toml.texts(languages or [], required=False), root.branch("brand")
    entry = ChainEntry(
        name=root.need("name", texts, _('the name of the chain, such as { en = "Lantern Noodle House" }')),
        languages=languages, currency=folder.currency or "", time_zone=folder.time_zone,
        service_charge=root.take("service_charge", toml.percent, 0), contact=root.take("contact", toml.string(), ""),
        support=root.take("support", sentences, {}), legal=root.take("legal", sentences, {}), welcome=root.take("welcome", sentences, {}),
        brand={key: value for key, highest in BRAND.items() if (value := brand.take(key, toml.number(0, highest), None)) is not None},
        wordmark=brand.take("wordmark", toml.string(folder.files.logo), None),
        stations=_stations(folder, root, texts), taxes=_taxes(folder, root, texts), has_pictures=folder.files.has_pictures)
    brand.refuse_unknown()
    return entry


def _languages(value: Any) -> list[str]:
    if not isinstance(value, list) or not value or not all(isinstance(tag, str) for tag in value) or len(set(value)) != len(value):
        raise Expected(_('a list of languages, each once, such as ["zh", "en"]'))
    for tag in value:
        try:
            Locale.parse(tag, sep="-")
        except (ValueError, UnknownLocaleError):
            raise Expected(_('languages such as zh, en or ja, not "%(word)s"', word=tag)) from None
    return value


def _languages_in_headers(folder: Folder) -> list[str]:
    """A stand-in after a mistake in chain.toml, so that the other files are checked all the same."""
    try:
        _line, header = next(folder.files.records("stores.csv").rows, (1, []))
    except (OSError, Expected):
        header = []
    return re.findall(r"\bname\.([A-Za-z-]+)", " ".join(header)) or ["en"]


def _currency(text: str) -> str:
    if text not in list_currencies():
        raise Expected(_("the three letters of a currency, such as CNY") + nearest(text, list_currencies()))
    return text


def _stations(folder: Folder, root: Branch, texts: Callable[[Any], dict[str, str]]) -> list[StationEntry]:
    branches = root.branches("stations", _("a station for each place in the kitchen that cooks: [[stations]]"))
    stations = []
    for branch in branches:
        stations.append(StationEntry(branch.need("code", toml.string(cells.code), _("a code")), branch.need("name", texts, _("a name"))))
        branch.refuse_unknown()
    _learn_codes(folder, "station", root, branches, [station.code for station in stations])
    return stations


def _taxes(folder: Folder, root: Branch, texts: Callable[[Any], dict[str, str]]) -> list[TaxEntry]:
    branches = root.branches("taxes", _("each tax: [[taxes]]"))
    taxes = []
    for branch in branches:
        taxes.append(TaxEntry(branch.need("code", toml.string(cells.code), _("a code")), branch.need("name", texts, _("a name")),
                              branch.take("included", toml.true_or_false, True), branch.need("rate", _rates, _("the rate in percent"))))
        branch.refuse_unknown()
    _learn_codes(folder, "tax", root, branches, [tax.code for tax in taxes])
    return taxes


def _learn_codes(folder: Folder, kind: str, root: Branch, branches: list[Branch], codes: list[str]) -> None:
    """What other files may refer to. Where a code is missing or wrong, nobody can say what is unknown."""
    for branch, code in zip(branches, codes, strict=True):
        if code is not None and codes.index(code) != branches.index(branch):
            branch.wrong("code", _("a code that no other has"))
    if branches and None not in codes:
        folder.codes[kind] = codes


def _rates(value: Any) -> dict[OrderKind, int]:
    if not isinstance(value, dict):
        return dict.fromkeys(OrderKind, toml.percent(value))
    unknown = [kind for kind in value if kind not in list(OrderKind)]
    if unknown or not value:
        raise Expected(_("percent, or a table with rates for %(kinds)s", kinds=", ".join(OrderKind)) +
            (nearest(unknown[0], OrderKind) if unknown else ""))
    return {OrderKind(kind): toml.percent(rate) for kind, rate in value.items()}


def _check_rates(root: Branch, entry: ChainEntry) -> None:
    """Every kind of order that a store offers needs a rate; for those that nobody offers, the highest stands in."""
    offered = {OrderKind(service) for store in entry.stores for service in store.services if service in list(OrderKind)}
    for number, tax in enumerate(entry.taxes):
        missing = [kind for kind in OrderKind if tax.rates and kind not in tax.rates]
        for kind in missing:
            if kind in offered:
                root.source.wrong(("taxes", number, "rate"), ", ".join(tax.rates), _("a rate for %(kind)s too, for a store offers it", kind=kind))
            tax.rates[kind] = max(tax.rates.values())


def _read_settings(folder: Folder, root: Branch, stores: list[StoreEntry]) -> None:
    """[store.<slug>]: limits and thresholds. The values are checked where they are explained, in `stores.settings`."""
    of_stores, by_slug = root.branch("store"), {store.slug: store for store in stores}
    for slug in of_stores.data:
        branch = of_stores.branch(slug)
        try:
            folder.reference("store")(slug)
        except Expected as expected:
            of_stores.wrong(slug, str(expected))
        for key, value in branch.data.items():
            try:
                settings.checked({key: value})
            except ValueError as error:
                branch.wrong(key, str(error).partition(": ")[2])
        if slug in by_slug:
            by_slug[slug].settings = branch.data
