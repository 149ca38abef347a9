"""Everything between HTTP and the rooms: doors, forms, fragments."""
from flask import Flask
from flask_babel import Babel


def install(application: Flask, babel: Babel) -> None:
    babel.init_app(application)
