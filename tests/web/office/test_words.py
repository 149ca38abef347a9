"""What the trail holds is said in words, whatever room wrote it."""
import ast
from importlib import import_module
from pathlib import Path

from flask import Flask

from app.checks.models import MoveKind
from app.editing import changing
from app.ordering.models import AdjustmentKind
from app.web.office import words

ROOT = Path(__file__).parents[3]
TOLD = {        # where the act is not named where it is recorded
    "app.checks.parties": set(MoveKind), "app.checks.concessions": set(AdjustmentKind) - {AdjustmentKind.SERVICE_CHARGE},
    "app.ordering.surcharges": {"refused_charge", "restored_charge"}, "app.payments.paying": {"paid", "refunded"},
    "app.editing.changing": {changing.CHANGED, changing.ADDED, changing.RETIRED, changing.UNDONE}}


def acts() -> set[str]:
    found = set()
    for path in (ROOT / "app").rglob("*.py"):
        module = ".".join(path.relative_to(ROOT).with_suffix("").parts)
        for call in ast.walk(ast.parse(path.read_text())):
            if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "record" and module != "app.audit":
                verb = call.args[1]
                if isinstance(verb, ast.Constant):
                    found.add(verb.value)
                elif isinstance(verb, ast.Name) and verb.id.isupper():
                    found.add(getattr(import_module(module), verb.id))
                else:
                    found |= TOLD[module]
    return found


def test_every_act_of_the_trail_has_words(app: Flask) -> None:
    with app.test_request_context():
        assert [verb for verb in sorted(acts()) if words.verb(verb) == verb] == []




def test_every_field_that_can_be_taken_back_has_words(app: Flask) -> None:
    with app.test_request_context():
        fields = {(kind, name) for kind, each in changing.KINDS.items() for name in (*each.fields, *each.families)}
        assert {(kind, name) for kind, name in fields if words.field(name) == name} == set()
        assert [kind for kind in changing.KINDS if words.kind(kind) == kind] == []
