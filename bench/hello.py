"""What everything is measured against: the least that Flask can answer."""
from flask import Flask

app = Flask("hello")


@app.get("/")
def hello() -> str:
    return "hello"
