"""Which fields each document takes: options, columns, schema and completions follow from this table."""

PATIENT = ("weight", "height", "sex", "age", "pregnant", "pre_pregnancy_weight", "risk", "first_infusion")
WEIGHT = ("weight_policy", "weight_factor")
DOSE = ("regimen", "indication", "phase", "dose", "days", "every", "cycles", "max_dose", "then")
CYCLES = ("regimen", "phase", "days", "every", "cycles")
PRODUCT = ("product", "market", "concentration", "vials", "rounding", "split", "tolerance", "stock")
RATE = ("rates", "max_rate", "pump_step", "over")
CLOCK = ("at", "tz")
DATES = ("start", "closed", "holidays", "move", "move_limit", "anchor", "given", "cycles_from", "cycle_date")
STEROID = (
    "steroid",
    "steroid_dose",
    "steroid_max",
    "taper",
    "taper_start",
    "taper_align",
    "tablets",
    "halves",
    "round_to",
    "pulse",
)
OTHER = ("accept", "label")

TAKES: dict[str, tuple[str, ...]] = {
    "plan": (*PATIENT, *WEIGHT, *DOSE, *PRODUCT, *RATE, *CLOCK, *DATES, *STEROID, *OTHER),
    "weight": (*OTHER, *PATIENT, "weight_factor", "regimen", "phase", "dose", "days", "every", "max_dose"),
    "dose": (*DOSE, *OTHER, *PATIENT, *PRODUCT, *RATE, *WEIGHT),
    "compare": (*DOSE, "label", *PATIENT, *PRODUCT, *RATE, *WEIGHT),
    "rates": (*OTHER, *PATIENT, *RATE, *WEIGHT, *DOSE, *PRODUCT, "volume", "resume_rate", "increase", "day", "at"),
    "calendar": (*DATES, *OTHER, *CYCLES, "then", *CLOCK),
    "taper": (*DATES, *OTHER, *STEROID, "weight", "indication", *CYCLES, "market"),
}

# The documents that say what the vials cost.
COSTED = ("plan", "compare")

# The documents whose order can be said in words without options.
IN_WORDS = ("plan", "weight", "dose", "compare", "rates", "calendar")


def takers(field: str) -> str:
    """The documents that take *field*, for the note on one that does not."""
    return ", ".join(name for name, fields in TAKES.items() if field in fields)
