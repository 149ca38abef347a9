"""The allergens a dish can state, by the word that files and the database use for them.

The fourteen of the European Union, which hold China's eight, and those that Japan names beside them. The list is closed: a misspelt
allergen would otherwise be shown to nobody who looks for it."""
from app.i18n import lazy_gettext as _l

NAMES = {
    "gluten": _l("gluten"), "wheat": _l("wheat"), "buckwheat": _l("buckwheat"),
    "crustaceans": _l("crustaceans"), "shrimp": _l("shrimp"), "crab": _l("crab"), "molluscs": _l("molluscs"),
    "abalone": _l("abalone"), "squid": _l("squid"), "fish": _l("fish"), "salmon": _l("salmon"), "mackerel": _l("mackerel"),
    "salmon-roe": _l("salmon roe"), "egg": _l("egg"), "milk": _l("milk"), "soy": _l("soy"), "peanut": _l("peanut"), "nuts": _l("nuts"),
    "walnut": _l("walnut"), "cashew": _l("cashew nut"), "almond": _l("almond"), "macadamia": _l("macadamia nut"),
    "sesame": _l("sesame"), "celery": _l("celery"), "mustard": _l("mustard"), "lupin": _l("lupin"), "sulphites": _l("sulphites"),
    "beef": _l("beef"), "pork": _l("pork"), "chicken": _l("chicken"), "gelatin": _l("gelatin"), "yam": _l("yam"),
    "apple": _l("apple"), "banana": _l("banana"), "kiwi": _l("kiwi fruit"), "orange": _l("orange"), "peach": _l("peach"),
}

# Other ways people write them.
ALSO = {
    "eggs": "egg", "dairy": "milk", "lactose": "milk", "peanuts": "peanut", "soya": "soy", "soybean": "soy", "soybeans": "soy", "nut": "nuts",
    "tree-nut": "nuts", "tree-nuts": "nuts", "treenuts": "nuts", "crustacean": "crustaceans", "shellfish": "crustaceans",
    "prawn": "shrimp", "prawns": "shrimp", "shrimps": "shrimp", "crabs": "crab", "mollusc": "molluscs", "mollusks": "molluscs",
    "walnuts": "walnut", "cashews": "cashew", "almonds": "almond", "sulfites": "sulphites", "sulphite": "sulphites", "so2": "sulphites",
    "lupine": "lupin", "lupins": "lupin", "soba": "buckwheat", "gelatine": "gelatin",
}
