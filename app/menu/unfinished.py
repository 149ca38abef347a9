"""What a dish still lacks: words in a language of the chain, a picture, whether it holds allergens."""
from collections.abc import Iterable

from app.menu.catalogue import CatalogueDish
from app.menu.models import Dish

PICTURE, ALLERGENS = "picture", "allergens"
SORTS = (PICTURE, ALLERGENS)


def lacking(dish: Dish | CatalogueDish, languages: Iterable[str]) -> list[str]:
    """Languages that its name, or a description it has in another one, is missing in; then what else is."""
    words = [text for text in (dish.name, dish.description) if any(text.values())] or [{}]
    found = [language for language in languages if not all(text.get(language) for text in words)]
    is_set = isinstance(dish, CatalogueDish) and dish.is_set        # its dishes state what they hold
    return [*found, *([] if dish.picture else [PICTURE]), *([ALLERGENS] if dish.allergens is None and not is_set else [])]
