"""A list of patients, as a notebook may have it."""

from ivigcalc import Refused, Unreadable, dose

patients = {
    "A1": {"weight": 70, "dose": "0.4g/kg/day", "days": 5, "concentration": "10%", "vials": "5,10,20"},
    "A2": {"weight": "64kg", "regimen": "itp", "dose": "1g/kg/day", "days": 2, "product": "privigen", "market": "us"},
    "A3": {"weight": "450kg", "dose": "1g/kg", "days": 1, "concentration": "10%"},
    "A4": {"weight": "70,5kg", "dose": "1g/kg", "days": 1, "concentration": "10%"},
    "A5": {"weight": 70, "dose": "2.5g/kg", "days": 1, "concentration": "10%"},
}
for label, order in patients.items():
    try:
        made = dose(label=label, **order)
    except (Refused, Unreadable) as error:
        print(label, f"{type(error).__name__}: {error.field}: {error.why}", error.do, sep=" | ")
        continue
    stops = [alert["code"] for alert in made["alerts"] if alert["severity"] == "stop" and not alert["accepted"]]
    phase = made["phases"][0]
    print(label, phase["planned_g"], "+".join(str(day["dose_g"]) for day in phase["days"]), *stops, sep=" | ")
