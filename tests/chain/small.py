"""A small chain as texts of files, for tests that break one thing in it."""
from pathlib import Path

from app.chain.mistakes import Mistake, Mistaken
from app.chain.reading import read

FILES = {
    "chain.toml": """\
name = { zh = "小馆", en = "Small" }
languages = ["zh", "en"]
currency = "CNY"
time_zone = "Asia/Shanghai"
[[stations]]
code = "wok"
name = { zh = "炒锅", en = "Wok" }
[[taxes]]
code = "food"
name = { zh = "增值税", en = "VAT" }
included = true
rate = 6
[store.north]
take_back = 5
""",
    "stores.csv": """\
slug,name.zh,name.en,hours,services,tables
north,北店,North,10:00-22:00,dine_in,free
south,南店,South,10:00-22:00,dine_in,staff
""",
    "tables.csv": """\
store,area.zh,area.en,label,min_covers,max_covers,x,y,shape
north,大堂,Hall,A1,1,4,10,10,square
north,大堂,,A2,2,4,,,
south,大堂,Hall,A1,1,2,,,round
""",
    "menu.csv": """\
code,category.zh,category.en,name.zh,name.en,price,station,minutes,tax,allergens,tags,stores,portions
mapo,热菜,Hot,麻婆豆腐,Mapo tofu,28,wok,9,food,soy wheat,spicy-3,,
greens,热菜,Hot,时蔬,Greens,20.50,wok,5,food,none,vegetarian,north,10
rice,主食,Staples,米饭,Rice,3,wok,1,food,,,,
""",
    "options.csv": """\
dish,group.zh,group.en,min,max,choice.zh,choice.en,price,default,per_choice_max,allergens
mapo greens,份量,Size,1,1,标准,Regular,,yes,,
mapo greens,份量,Size,1,1,大份,Large,6,,,
mapo,加料,Extras,0,3,肉末,Minced pork,5,,2,
""",
    "prices.csv": """\
dish,store,kind,weekdays,from,to,valid_from,valid_to,price
mapo,,dine_in,mon-fri,11:00,14:00,,,22
mapo,south,,,,,,,30
""",
    "staff.csv": """\
username,name,role,stores
lin,林晚秋,owner,
wu,吴大勇,cook,north south
""",
}


def small(folder: Path, **changed: str | bytes | None) -> Path:
    """Write the chain; `menu=` replaces menu.csv, None leaves a file out. Files beyond the usual ones are written as named."""
    folder.mkdir(parents=True, exist_ok=True)
    files: dict[str, str | bytes | None] = dict(FILES)
    for name, content in changed.items():
        files["chain.toml" if name == "chain" else f"{name}.csv"] = content
    for name, content in files.items():
        (folder / name).unlink(missing_ok=True)
        if content is not None:
            (folder / name).write_bytes(content.encode() if isinstance(content, str) else content)
    return folder


def with_(name: str, *replacements: tuple[str, str]) -> str:
    """A file of the small chain with something in it replaced."""
    content = FILES[name]
    for old, new in replacements:
        assert old in content
        content = content.replace(old, new, 1)
    return content


def mistakes(folder: Path) -> list[Mistake]:
    """Everything that is wrong with a folder."""
    try:
        read(folder)
    except Mistaken as mistaken:
        return mistaken.mistakes
    return []


def places(folder: Path) -> list[tuple[str, int, str, str]]:
    """Where the mistakes are, and the values."""
    return [(mistake.file, mistake.line, mistake.column, mistake.value) for mistake in mistakes(folder)]
