"""The reference case, as a request and as the words of the command line."""

SAID = {
    "weight": "70kg",
    "age": "75",
    "regimen": "dermatomyositis",
    "days": "2",
    "product": "yimmugo",
    "cycles": "5",
    "start": "2024-04-08",
    "at": "09:00",
    "rates": "mgh",
    "steroid": "prednisolone",
    "tablets": "de",
    "taper": "60,50,40,30,20/cycle",
}
OPTIONS = tuple(word for name, value in SAID.items() for word in (f"--{name}", value))
PLAN = ("plan", *OPTIONS)
