"""Where each note stands in a sheet: once, beside the figure that it is about, or else among the notes."""

from typing import Literal

from ivigcalc.core.course.planned import Alert, InfusionRow, Plan

Place = Literal["treatment", "dose", "pump", "dates", "steroid", "notes", "product"]

# By the first word of the code, and the codes that stand elsewhere.
_OF_FAMILY: dict[str, Place] = {
    "regimen": "treatment",
    "weight": "dose",
    "dose": "dose",
    "haemolysis": "dose",
    "rate": "pump",
    "infusion": "pump",
    "calendar": "dates",
    "steroid": "steroid",
    "product": "product",
}
_OF_CODE: dict[str, Place] = {
    "dose.assumed": "treatment",
    "product.off-label": "treatment",
    "product.licence-unknown": "treatment",
}


def notes_at(place: Place, plan: Plan) -> tuple[Alert, ...]:
    """The notes that stand at *place*; a note about a part that the sheet does not have is among the others."""
    there = _places(plan)
    return tuple(
        alert
        for alert in plan.alerts
        if alert.severity == "note" and place == (wanted if (wanted := _place(alert)) in there else "notes")
    )


def _place(alert: Alert) -> Place:
    return _OF_CODE.get(alert.code) or _OF_FAMILY.get(alert.code.partition(".")[0], "notes")


def _places(plan: Plan) -> set[Place]:
    """The parts that the sheet of *plan* has."""
    infusions = (plan.infusion, *(day.infusion for phase in plan.phases for day in phase.days))
    products = (plan.product, *(phase.product for phase in plan.phases))
    there: dict[Place, bool] = {
        "treatment": True,
        "dose": any(phase.days for phase in plan.phases),
        "pump": any(one is not None for one in infusions),
        "dates": any(isinstance(row, InfusionRow) for row in plan.calendar),
        "steroid": plan.taper is not None or bool(plan.pulses),
        "product": any(one is not None and one.handling for one in products),
    }
    return {place for place, has in there.items() if has}
