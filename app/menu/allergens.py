"""The allergens a dish can state, by the word that files and the database use for them.

The fourteen of the European Union, which hold China's eight, and those that Japan names beside them. The list is closed: a misspelt
allergen would otherwise be shown to nobody who looks for it."""
from app.i18n import lazy_gettext

NAMES = {
    "gluten": lazy_gettext("gluten"),
    "wheat": lazy_gettext("wheat"),
    "buckwheat": lazy_gettext("buckwheat"),
    "crustaceans": lazy_gettext("crustaceans"),
    "shrimp": lazy_gettext("shrimp"),
    "crab": lazy_gettext("crab"),
    "molluscs": lazy_gettext("molluscs"),
    "abalone": lazy_gettext("abalone"),
    "squid": lazy_gettext("squid"),
    "fish": lazy_gettext("fish"),
    "salmon": lazy_gettext("salmon"),
    "mackerel": lazy_gettext("mackerel"),
    "salmon-roe": lazy_gettext("salmon roe"),
    "egg": lazy_gettext("egg"),
    "milk": lazy_gettext("milk"),
    "soy": lazy_gettext("soy"),
    "peanut": lazy_gettext("peanut"),
    "nuts": lazy_gettext("nuts"),
    "walnut": lazy_gettext("walnut"),
    "cashew": lazy_gettext("cashew nut"),
    "almond": lazy_gettext("almond"),
    "macadamia": lazy_gettext("macadamia nut"),
    "sesame": lazy_gettext("sesame"),
    "celery": lazy_gettext("celery"),
    "mustard": lazy_gettext("mustard"),
    "lupin": lazy_gettext("lupin"),
    "sulphites": lazy_gettext("sulphites"),
    "beef": lazy_gettext("beef"),
    "pork": lazy_gettext("pork"),
    "chicken": lazy_gettext("chicken"),
    "gelatin": lazy_gettext("gelatin"),
    "yam": lazy_gettext("yam"),
    "apple": lazy_gettext("apple"),
    "banana": lazy_gettext("banana"),
    "kiwi": lazy_gettext("kiwi fruit"),
    "orange": lazy_gettext("orange"),
    "peach": lazy_gettext("peach"),
}

# The fourteen of Regulation (EU) No 1169/2011, Annex II.
EU = ("gluten", "crustaceans", "egg", "fish", "peanut", "soy", "milk", "nuts", "celery", "mustard", "sesame", "sulphites", "lupin", "molluscs")

# Other ways people write them.
ALSO = {
    "eggs": "egg", "dairy": "milk", "lactose": "milk", "peanuts": "peanut", "soya": "soy", "soybean": "soy", "soybeans": "soy", "nut": "nuts",
    "tree-nut": "nuts", "tree-nuts": "nuts", "treenuts": "nuts", "crustacean": "crustaceans", "shellfish": "crustaceans",
    "prawn": "shrimp", "prawns": "shrimp", "shrimps": "shrimp", "crabs": "crab", "mollusc": "molluscs", "mollusks": "molluscs",
    "walnuts": "walnut", "cashews": "cashew", "almonds": "almond", "sulfites": "sulphites", "sulphite": "sulphites", "so2": "sulphites",
    "lupine": "lupin", "lupins": "lupin", "soba": "buckwheat", "gelatine": "gelatin",
}
