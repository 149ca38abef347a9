"""What a dish can be found by."""
import pytest

from app.menu.searching import search_text


@pytest.mark.parametrize("typed", ["牛肉面", "牛肉", "niurou", "nrm", "hsnrm", "beef", "braised beef"])
def test_a_chinese_dish_is_found_by_characters_pinyin_initials_and_english(typed: str) -> None:
    assert typed in search_text({"zh": "灯笼红烧牛肉面", "en": "Lantern Braised Beef Noodles"})


@pytest.mark.parametrize(("name", "typed"), [
    ("Käsespätzle", "kasespatzle"), ("Käsespätzle", "käse"), ("Erişte", "eriste"), ("İçli köfte", "icli kofte")])
def test_accents_may_be_left_out(name: str, typed: str) -> None:
    assert typed in search_text({"de": name})


def test_syllables_follow_the_word() -> None:
    assert "chongqing" in search_text({"zh": "重庆小面"})


def test_other_languages_have_no_pinyin() -> None:
    assert search_text({"ja": "醤油ラーメン"}) == "醤油ラーメン"
