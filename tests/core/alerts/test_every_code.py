"""Every alert code there is: a request that raises it, one beside it that just does not, and each output that shows it.

The codes are read from the program, so that none can be added without its pair of requests.
"""

import json
import re
import tomllib
from html import unescape
from pathlib import Path

import pytest
from formularies import PRODUCT, formulary
from planning import answer_to

from ivigcalc.catalogue.catalogue import Catalogue
from ivigcalc.catalogue.record_file import SHIPPED
from ivigcalc.core import alerts
from ivigcalc.output import csv, html, table, text
from ivigcalc.output import json as as_json
from ivigcalc.output.sheet import alert_text
from ivigcalc.output.words import for_the_ward

FOLDER = Path(alerts.__file__).parent
CODES = {code for file in FOLDER.glob("*.py") for code in re.findall(r'"([a-z]+\.[a-z-]+)"', file.read_text())}

# What is said where a pair says nothing else; None takes it back.
SAID = {"weight": "70kg", "dose": "1g/kg", "days": 1, "concentration": "10%", "start": "2026-01-05"}
TWICE = {"every": "4w", "cycles": 2}
OCTAGAM = {"product": "octagam-10", "market": "us", "concentration": None, "risk": ["none"], "first_infusion": "no"}
PRIVIGEN = {"product": "privigen", "market": "us", "concentration": None}
YIMMUGO = {"product": "yimmugo", "concentration": None}
STEROID = {"steroid": "prednisolone", "tablets": "de"}
ALONE = {**STEROID, "document": "taper", "dose": None, "days": None, "concentration": None}  # the taper without a plan

# What both say, what raises the alert, and what just does not.
PAIRS = {
    "calendar.crowded": (TWICE, {"cycle_date": ["2=2026-01-28"]}, {"cycle_date": ["2=2026-01-29"]}),  # 85 % of 28 days
    "calendar.given-not-counted": (
        {"every": "4w", "start": None, "given": "2025-11-10,2025-12-08"}, {"cycles": 3}, {"cycles": 2},
    ),
    "calendar.moved": (TWICE, {"closed": ["2026-02-02"]}, {"closed": ["2026-02-03"]}),
    "calendar.no-open-day": (TWICE, {"closed": ["2026-01-29:2026-02-06"]}, {"closed": ["2026-01-29:2026-02-05"]}),
    "dose.above-cycle-limit": ({"days": 3}, {"dose": "2.001g/kg"}, {"dose": "2g/kg"}),
    "dose.above-day-limit": ({}, {"dose": "1.001g/kg"}, {"dose": "1g/kg"}),
    "dose.above-gram-maximum": (
        {"regimen": "mis-c/acr", "dose": None}, {"weight": "50.1kg"}, {"weight": "50kg"},
    ),
    "dose.above-label": (
        {"regimen": "cidp", "dose": None, "days": "maintenance=2", "local": True}, {}, {"local": False},
    ),
    "dose.assumed": ({"risk": ["none"]}, {"every": "4w"}, TWICE),
    "dose.below-range": ({"regimen": "dermatomyositis", "days": 2}, {"dose": "1.999g/kg"}, {"dose": "2g/kg"}),
    "dose.lowered": (
        {"regimen": "mis-c/kawasaki-journal", "dose": None}, {"weight": "50.1kg"}, {"weight": "50kg"},
    ),
    "dose.cumulative": ({"days": 2, "every": "3w", "cycles": 2}, {"dose": "1.001g/kg/cycle"}, {"dose": "1g/kg/cycle"}),
    "dose.far-below": ({}, {"dose": "0.199g/kg"}, {"dose": "0.2g/kg"}),
    "dose.more-cycles": ({"regimen": "transplant-rejection", "dose": None, "days": 2}, {"cycles": 5}, {"cycles": 4}),
    "dose.no-multiple": ({"vials": "1,2.5,5", "rounding": "5g"}, {"dose": "13.6g"}, {"dose": "13.7g"}),  # 15 g
    "dose.not-as-printed": ({"regimen": "dermatomyositis", "dose": "2g/kg"}, {"days": 6}, {"days": 5}),
    "dose.part-vial": ({"vials": "5"}, {"dose": "9.09g"}, {"dose": "9.1g"}),  # 10 g is 10.01 or 9.89 % more
    "dose.rounded-above-maximum": (
        {"dose": "2g/kg", "days": 2, "vials": "5", "rounding": "vial-up"}, {"weight": "70.7kg"}, {"weight": "70.8kg"},
    ),
    "dose.uneven-days": ({"dose": "110g", "days": 2, "vials": "5"}, {"split": "60g,50g"}, {"split": "55g,50g"}),
    "formulary.used": ({"product": "examplegam", "concentration": None, "local": True}, {}, PRIVIGEN),
    "haemolysis.check": ({"days": 2}, {"dose": "2g/kg"}, {"dose": "1.999g/kg"}),
    "holidays.not-covered": ({"holidays": "DE"}, {"start": "2198-01-01"}, {"start": "2026-01-05"}),
    "infusion.over-in-use": (  # pooled bags 8 h: 672 mL at 84 mL/h
        {**OCTAGAM, "indication": "itp", "rates": "1.2 mL/kg/h", "rounding": "exact"},
        {"dose": "67.3g"}, {"dose": "67.2g"},
    ),
    "product.age": ({"product": "alyglo", "concentration": None, "weight": "60kg"}, {"age": "16.9"}, {"age": 17}),
    "product.contraindicated": (PRIVIGEN, {"risk": ["hyperprolinaemia"]}, {"risk": ["corn-allergy"]}),
    "product.concentration-at-risk": (
        {"product": "gammagard-sd", "rates": "1 mL/kg/h"},
        {"concentration": "10%", "risk": ["renal"]},
        {"concentration": "5%", "risk": ["renal"]},
    ),
    "product.contraindications-unknown": (
        {**YIMMUGO, "market": "eu"}, {"risk": ["iga-antibodies"]}, {"risk": ["renal"]},
    ),
    "product.glucose-meter": ({}, {**OCTAGAM, "risk": ["none"]}, {**PRIVIGEN, "risk": ["glucose-meter"]}),
    "product.licence-unknown": ({**YIMMUGO, "indication": "dermatomyositis"}, {"market": "us"}, {"market": "eu"}),
    "product.local-left-out": (
        {"product": "octagam-10", "market": "de", "concentration": None}, {"local": True}, {"local": False},
    ),
    "product.off-label": ({**YIMMUGO, "market": "eu"}, {"indication": "dermatomyositis"}, {"indication": "itp"}),
    "product.part-unknown": ({"concentration": None, "local": True}, YIMMUGO, {"product": "examplegam"}),
    "product.switched": (
        {**YIMMUGO, **TWICE},
        {"changes": [{"from_cycle": 2, "product": "privigen", "market": "us"}]},
        {"changes": [{"from_cycle": 2, "dose": "0.9g/kg"}]},
    ),
    "product.warning": (OCTAGAM, {"risk": ["corn-allergy"]}, {"risk": ["fructose-intolerance"]}),
    "infusion.overlap": ({"dose": "7g", "every": "1d", "cycles": 2}, {"rates": "2.9 mL/h"}, {"rates": "3 mL/h"}),
    "rate.above-any-label": ({}, {"rates": "8.41 mL/kg/h"}, {"rates": "8.4 mL/kg/h"}),
    "rate.condition": (
        {"product": "panzyga", "market": "us", "concentration": None, "first_infusion": "no", "dose": "7g"},
        {"indication": "primary-immunodeficiency"}, {"indication": "itp"},
    ),
    "infusion.clock-change": (
        {"rates": "140 mL/h", "at": "23:00", "tz": "Europe/Berlin"}, {"start": "2026-03-28"}, {"start": "2026-03-27"},
    ),
    "rate.faster-than-regimen": (  # 700 mL
        {"weight": "35kg", "regimen": "kawasaki", "dose": None}, {"rates": "71 mL/h"}, {"rates": "70 mL/h"},
    ),
    "rate.after-reaction": (
        {
            "document": "rates", "start": None, "dose": None, "days": None, "rates": "1x30,2 mL/kg/h",
            "resume_rate": "70mL/h",
        },
        {"volume": "36mL", "increase": True}, {"volume": "35mL", "increase": True},
    ),
    "rate.regimen-hours": (
        {"weight": "20kg", "regimen": "kawasaki", "dose": None, **PRIVIGEN, "market": "eu"},
        {}, {"rates": "40 mL/h"},
    ),
    "rate.rounded-down": ({"rates": "0.31 mL/kg/h"}, {"pump_step": "2mL/h"}, {"pump_step": "1mL/h"}),
    "rate.above-label": (
        {**OCTAGAM, "indication": "dermatomyositis"}, {"rates": "1.2x30,2.41 mL/kg/h"}, {"rates": "1.2x30,2.4 mL/kg/h"},
    ),
    "rate.at-risk-no-number": (PRIVIGEN, {"age": 66}, {"age": 65}),
    "rate.convention": (OCTAGAM, {"indication": "dermatomyositis"}, {"indication": "itp"}),
    "rate.first-again": (  # 57 and 56 days: eight weeks
        {**TWICE, "first_infusion": "no"}, {"cycle_date": ["2=2026-03-03"]}, {"cycle_date": ["2=2026-03-02"]},
    ),
    "rate.lowest-ladder": (OCTAGAM, {}, {"indication": "itp"}),
    "rate.maker": (
        {"concentration": None, "product": "gammagard-liquid", "market": "us"},
        {"indication": "mmn"}, {"indication": "cidp"},
    ),
    "rate.none-on-file": ({}, {}, {"rates": "0.3x30,0.6 mL/kg/h"}),
    "rate.not-this-product": (OCTAGAM, {"rates": "mgh"}, {"rates": "iceland-octagam"}),
    "rate.superseded": (
        {"concentration": None, "local": True}, {"product": "oldgam"}, {"product": "examplegam"},
    ),
    "request.not-used": ({}, {"move": "later"}, {"move": "later", "closed": ["weekends"]}),
    "regimen.not-commissioned": (
        {"dose": None, "days": 3}, {"regimen": "sjs-ten/nhs-england-before-2021"},
        {"regimen": "neuromyotonia/nhs-england-2021"},
    ),
    "regimen.says": (
        {"dose": None, "days": None, "weight": "20kg"},
        {"regimen": "kawasaki"}, {"regimen": "toxic-shock-syndrome", "days": 3},
    ),
    "regimen.unsuited": (
        {"regimen": "measles-post-exposure/ontario", "dose": None, "days": None},
        {"weight": "29.9kg"}, {"weight": "30kg"},
    ),
    "risk.high-dose": ({"risk": ["renal"]}, {"dose": "1g/kg"}, {"dose": "0.999g/kg"}),
    "steroid.abrupt-end": (STEROID, {"taper": "20x21,10x1"}, {"taper": "20x20,10x1"}),
    "steroid.adjuncts": (STEROID, {"taper": "15x14,2"}, {"taper": "14x28,2"}),
    "steroid.adrenal-zone": (STEROID, {"taper": "20x28,6"}, {"taper": "20x28,7"}),
    "steroid.beyond-source": (  # 9 and 8 mg as 10 mg: a quarter more at most; 7 mg as 10 mg
        {"steroid": "prednisolone", "taper": "ese-es-2024", "steroid_dose": "10mg"},
        {"tablets": "5"}, {"tablets": "2.5,5"},
    ),
    "steroid.not-this-disease": (
        {**STEROID, "taper": "edf-pemphigus", "steroid_dose": "60mg"},
        {"indication": "cidp"}, {"indication": "pemphigus-vulgaris"},
    ),
    "steroid.high-for-weight": (  # 141 mg is 2.01 mg/kg
        {"steroid": "prednisolone"}, {"taper": "141x6,20"}, {"taper": "141x5,20"},
    ),
    "steroid.protocol": (STEROID, {"taper": "etg", "steroid_dose": "57mg"}, {"taper": "60x28,20"}),
    "steroid.rounded": (  # 60 less 25 % is 45 mg; 70 less 25 % is 52.5 mg
        {**STEROID, "taper": "edf-pemphigus"}, {"steroid_dose": "70mg"}, {"taper": "70x14,50"},
    ),
    "steroid.start": ({**STEROID, "taper": "etg"}, {}, {"steroid_dose": "60mg"}),
    "steroid.ten-fold-step": (STEROID, {"taper": "60x5,5"}, {"taper": "60x5,6"}),
    "steroid.tablets-unknown": ({"steroid": "prednisolone", "taper": "60x28,20"}, {}, {"tablets": "de"}),
    "steroid.weight-unknown": ({**ALONE, "taper": "60x28,20"}, {"weight": None}, {}),
    "volume.high": ({"concentration": "5%"}, {"dose": "1.001g/kg"}, {"dose": "1g/kg"}),
    "steroid.pulse-beside-taper": (
        {**TWICE, **STEROID, "pulse": "methylprednisolone 1000mg x3"},
        {"taper": "60x28", "taper_start": "2026-01-07"}, {"taper": "60x28"},
    ),
    "steroid.pulse-closed-day": (
        {"pulse": "methylprednisolone 1000mg x3"}, {"closed": ["2026-01-07"]}, {"closed": ["2026-01-08"]},
    ),
    "steroid.pulse-given": (
        {**TWICE, "start": None, "given": "2025-12-08"},
        {"pulse": "methylprednisolone 1000mg x3"}, {"pulse": "methylprednisolone 1000mg x3/cycle"},
    ),
    "steroid.pulse-not-on-file": (
        {}, {"pulse": "dexamethasone 40mg x4"}, {"pulse": "methylprednisolone 1000mg x3"},
    ),
    "weight.changed": (
        TWICE, {"changes": [{"from_cycle": 2, "weight": "77.1kg"}]}, {"changes": [{"from_cycle": 2, "weight": "77kg"}]},
    ),
    "weight.implausible": ({"height": "100cm"}, {"weight": "80.1kg"}, {"weight": "80kg"}),
    "weight.near-trigger": (  # 120 % of the ideal weight are 84.5575 kg
        {"height": "175cm", "sex": "male", "weight_policy": "us-120-percent"},
        {"weight": "86.55kg"}, {"weight": "86.56kg"},
    ),
    "weight.not-assessed": ({}, {"weight": "100.1kg"}, {"weight": "100kg"}),
    "weight.not-this-disease": (
        {"weight_policy": "acr-mis-c", "height": "175cm", "sex": "male"},
        {"indication": "cidp"}, {"indication": "mis-c"},
    ),
    "weight.policy-matters": (  # 0.6 x (weight - 56.91) above a tenth of the weight: from 68.29 kg on
        {"height": "165cm", "sex": "female"}, {"weight": "68.3kg"}, {"weight": "68.2kg"},
    ),
}  # fmt: skip

# What else raises the code before the colon, in other words or for another reason.
MORE = {
    "calendar.moved: its days by themselves": (
        {"dose": "0.4g/kg/day", "days": 5, "start": "2026-01-08", "closed": ["weekends"], "move": "each-day"},
    ),
    "calendar.moved: for the cycle before it": (
        {"dose": "1g/kg/cycle", "days": 2, **TWICE, "start": "2026-01-09", "closed": ["2026-01-10:2026-01-11"]},
        {"move": "each-day", "changes": [{"from_cycle": 2, "every": "3d", "closed": ["2026-02-01"]}]},
    ),
    "calendar.moved: earlier and later": (
        {"every": "4w", "cycles": 3, "closed": ["2026-02-02:2026-02-03", "2026-03-02"]},
    ),
    "calendar.no-open-day: two set by hand": (
        {"every": "4w", "cycles": 3, "cycle_date": ["2=2026-02-07", "3=2026-03-07"], "closed": ["weekends"]},
    ),
    "calendar.crowded: two": ({"every": "4w", "cycles": 4, "cycle_date": ["2=2026-01-28", "4=2026-03-20"]},),
    "dose.above-cycle-limit: with a regimen that gives it": ({"regimen": "itp", "dose": "2.1g/kg", "days": 3},),
    "dose.above-cycle-limit: the regimen's grams": (
        {"regimen": "mis-c/kawasaki-journal", "weight": "50.5kg", "dose": "101g/cycle", "age": 12},
    ),
    "dose.above-cycle-limit: the maximum entered": (
        {"document": "rates", "dose": None, "days": None, "start": None, "volume": "1100mL", "max_dose": "100g"},
        {"over": "8h", "weight": "118kg"},
    ),
    "dose.above-cycle-limit: within a week": ({"weight": "60kg", "every": "1d", "cycles": 4},),
    "dose.above-cycle-limit: with others that give it": (
        {"regimen": "transplant-rejection/us-hospital", "dose": "2g/kg", "days": 2},
    ),
    "dose.above-cycle-limit: with others that give it up to 140 g a day": (
        {"regimen": "transplant-rejection/us-hospital", "dose": "2g/kg", "days": 2, "weight": "141kg"},
    ),
    "dose.above-cycle-limit: with four that give it": ({"regimen": "myasthenia-gravis/us-hospital", "dose": "1g/kg"},),
    "dose.above-cycle-limit: with more than four that give it": ({"regimen": "itp/eu-label-b", "dose": "1g/kg/cycle"},),
    "dose.above-cycle-limit: of two phases": (
        {"dose": "2.2g/kg", "days": 3, "then": ["2.4g/kg, 3 days, every 6w, 2 cycles"]},
    ),
    "dose.above-cycle-limit: within a week, as much as the records give": (
        {"indication": "cidp", "weight": "60kg", "every": "1d", "cycles": 4},
    ),
    "dose.above-cycle-limit: within a week, of a regimen that gives less": (
        {"regimen": "itp", "dose": "1g/kg", "every": "1d", "cycles": 4},
    ),
    "dose.above-day-limit: of two phases": (
        {"dose": "1.2g/kg", "every": "6w", "then": ["1.4g/kg, 1 day, every 6w, 2 cycles"]},
    ),
    "dose.above-day-limit: by rounding": (
        {"dose": "52g", "weight": "53.004kg", "vials": "10", "tolerance": "20%", "rounding": "vial-up"},
    ),
    "dose.above-day-limit: the regimen's grams": (
        {"regimen": "transplant-rejection", "dose": None, "days": 2, "every": "4w", "weight": "141kg"},
    ),
    "dose.above-day-limit: the maximum entered": (
        {"document": "rates", "dose": None, "days": None, "start": None, "volume": "1100mL", "max_dose": "100g/day"},
        {"over": "8h", "weight": "118kg"},
    ),
    "dose.above-day-limit: with a regimen that gives it": ({"indication": "kawasaki", "dose": "2.1g/kg", "days": 1},),
    "dose.above-gram-maximum: in a day": (
        {"indication": "transplant-rejection", "dose": "2g/kg", "days": 2, "weight": "141kg"},
    ),
    "dose.above-label: in a day": (
        {"regimen": "cidp", "phase": "loading", "dose": "2.4g/kg", "days": 2, "local": True},
    ),
    "dose.assumed: all that can be": ({"regimen": "transplant-rejection", "dose": None, "days": 2, "rates": "mgh"},),
    "dose.assumed: days of a regimen": ({"regimen": "cidp", "dose": None, "days": "maintenance=2"},),
    "dose.assumed: the market": ({"product": "yimmugo", "concentration": None, "risk": ["none"]},),
    "dose.assumed: the weight policy": ({"regimen": "dermatomyositis/ontario-2018", "dose": None, "days": 2},),
    "dose.assumed: a start that the label leaves open": (
        {"product": "flebogamma-5", "market": "eu", "concentration": "5%", "indication": "cidp", "dose": "0.4g/kg"},
    ),
    "dose.below-range: the lowest of every record": (
        {"indication": "dermatomyositis", "dose": "0.3g/kg/cycle", "days": 2},
    ),
    "dose.below-range: not yet far below": ({"indication": "cidp", "dose": "0.1g/kg"},),
    "dose.cumulative: a stop": ({"dose": "2g/kg", "days": 2, "every": "7d", "cycles": 4},),
    "dose.cumulative: without dates": (
        {"document": "dose", "start": None, "days": 2, "every": "3w", "cycles": 2, "dose": "1g/kg/cycle"},
        {"then": ["2g/kg/cycle, 2 days, every 2w, 1 cycle"]},
    ),
    "dose.cumulative: more at first than the records give": (  # 2.4 g/kg in 28 days are 1.2 in 14
        {"indication": "mmn", "dose": "1.3g/kg/cycle", "days": 2, "every": "2w", "cycles": 1},
        {"then": ["1.1g/kg/cycle, 2 days, every 2w, 1 cycle"]},
    ),
    "dose.far-below: in the second of two phases": ({"every": "4w", "then": ["0.02g/kg, 1 day, every 6w, 2 cycles"]},),
    "dose.far-below: below what a record gives": (  # 0.1 g/kg beside plasma exchange
        {"indication": "transplant-rejection", "dose": "0.1g/kg", "every": "4w"},
        {"then": ["0.09g/kg, 1 day, every 6w, 2 cycles"]},
    ),
    "dose.cumulative: for weights to 0.01 kg": (
        {"weight": "60.004kg", "dose": "2g/kg", "days": 2, "every": "3w", "cycles": 2},
    ),
    "dose.far-below: a stop": ({"dose": "0.02g/kg"},),
    "dose.far-below: in one infusion": (
        {"document": "rates", "dose": "2g", "days": None, "start": None, "over": "1h"},
    ),
    "dose.lowered: in a day": ({"weight": "118kg", "dose": "2g/kg/cycle", "days": 2, "max_dose": "100g/day"},),
    "dose.lowered: for a weight to 0.01 kg": ({"weight": "118.004kg", "dose": "1g/kg", "max_dose": "100g"},),
    "dose.lowered: per cycle": ({"weight": "118kg", "dose": "2g/kg/cycle", "days": 2, "max_dose": "140g"},),
    "dose.more-cycles: a fixed number": ({"regimen": "gbs", "dose": None, "days": 5, "every": "4w", "cycles": 2},),
    "dose.not-as-printed: days and interval": (
        {"regimen": "dermatomyositis", "dose": "2g/kg", "days": 6, "every": "6w"},
    ),
    "dose.not-as-printed: of a regimen from a cycle on": (
        {**TWICE, "changes": [{"from_cycle": 2, "regimen": "dermatomyositis", "days": 6}]},
    ),
    "dose.part-vial: a multiple": ({"dose": "8g", "weight": "20kg", "rounding": "5g"},),
    "dose.part-vial: of the stock": ({"dose": "28g", "vials": "5,20", "stock": "20g:2"},),
    "dose.part-vial: as asked": ({"dose": "28g", "vials": "5,20", "rounding": "exact"},),
    "dose.rounded-above-maximum: a day": ({"weight": "72.6kg", "vials": "5", "rounding": "vial-up"},),
    "dose.rounded-above-maximum: exact, by the smallest of unlike days": (  # 4.515 g, to 0.01 g
        {"regimen": "toxic-shock-syndrome", "dose": None, "days": None, "weight": "9.03kg", "split": "9.6g,4.6g,4.5g"},
    ),
    "dose.rounded-above-maximum: exact": (
        {"regimen": "transplant-rejection", "dose": None, "days": 2, "every": "4w", "weight": "139kg"},
        {"split": "150g,128g"},
    ),
    "dose.uneven-days: where the regimen asks for equal ones": (
        {"regimen": "dermatomyositis/octagam-us", "dose": None, "days": 2, "weight": "72.5kg", "vials": "5"},
        {"split": "75g,70g"},
    ),
    "dose.uneven-days: by less than 1 g": ({"weight": "20kg", "dose": "10g/cycle", "days": 2, "split": "5.4g,4.6g"},),
    "haemolysis.check: not of blood group O": ({"dose": "2g/kg", "days": 2, "risk": ["non-o-blood-group"]},),
    "haemolysis.check: without a calendar": ({"document": "dose", "start": None, "dose": "2g/kg", "days": 2},),
    "infusion.clock-change: a start that is shown twice": (
        {"rates": "140 mL/h", "at": "02:30", "tz": "Europe/Berlin", "start": "2026-10-25"},
    ),
    "infusion.clock-change: the second day of the second cycle": (
        {"rates": "140 mL/h", "at": "23:00", "tz": "Europe/Berlin", "start": None, "given": "2026-02-27"},
        {"dose": "1g/kg/day", "days": 2, "every": "4w", "cycles": 1},
    ),
    "infusion.clock-change: without rates": ({"at": "02:30", "tz": "Europe/Berlin", "start": "2026-10-25"},),
    "infusion.overlap: of two phases": (
        {"dose": "7g", "every": "1d", "cycles": 3, "rates": "2.9 mL/h", "then": ["7.1g, 1 day, every 1d, 2 cycles"]},
    ),
    "infusion.overlap: without dates": (
        {"document": "dose", "start": None, "dose": "2g/kg", "days": 4, "rates": "7 mL/h"},
    ),
    "infusion.overlap: the next cycle": (
        {"document": "dose", "start": None, "dose": "7g", "every": "1d", "cycles": 2, "rates": "2.9 mL/h"},
    ),
    "product.contraindicated: by age": (
        {"product": "flebogamma-5", "market": "eu", "concentration": "5%", "weight": "10kg", "age": "1.9"},
    ),
    "product.contraindicated: an age that is not given": (
        {"product": "flebogamma-5", "market": "eu", "concentration": "5%", "weight": "10kg"},
    ),
    "product.contraindicated: by the shipped label": (
        {"product": "octagam-10", "market": "de", "concentration": None, "risk": ["iga-antibodies"], "local": True},
    ),
    "product.contraindications-unknown: not on file": ({"risk": ["hyperprolinaemia", "iga-antibodies"]},),
    "product.glucose-meter: one that is misled": ({**OCTAGAM, "risk": ["glucose-meter"]},),
    "product.part-unknown: not on file": ({},),
    "rate.above-any-label: one rate over a time": ({"over": "1h"},),
    "rate.above-any-label: one rate of a pump too coarse": (
        {"weight": "0.5kg", "dose": "0.4g/kg", "over": "1min", "pump_step": "10mL/h"},
    ),
    "rate.above-any-label: one rate of a coarse pump": ({"over": "1h", "pump_step": "10mL/h"},),
    "rate.above-label: at risk": (
        {**OCTAGAM, "indication": "dermatomyositis", "risk": ["renal"], "rates": "1.2x30,2 mL/kg/h"},
    ),
    "rate.above-label: a stricter cap": (
        {"product": "panzyga", "market": "us", "indication": "primary-immunodeficiency", "concentration": None},
        {"risk": ["none"], "rates": "8 mL/kg/h", "first_infusion": "yes"},
    ),
    "rate.at-risk-no-number: stated": ({**PRIVIGEN, "risk": ["renal"]},),
    "rate.at-risk-no-number: not on file": ({"rates": "0.3x30,0.6 mL/kg/h", "risk": ["renal"]},),
    "rate.condition: a cap": (
        {"product": "panzyga", "market": "us", "indication": "primary-immunodeficiency", "concentration": None},
        {"risk": ["none"], "first_infusion": "no", "dose": "100g", "days": 1},
    ),
    "rate.faster-than-regimen: of the indication": (
        {"weight": "20kg", "age": 4, "indication": "kawasaki", "dose": "40g", "product": "kiovig", "market": "eu"},
        {"concentration": None},
    ),
    "rate.faster-than-regimen: the first of two of the indication": (
        {"document": "rates", "start": None, "days": None, "weight": "40kg", "dose": "40g", "age": 12},
        {"rates": "3 mL/kg/h", "indication": "mis-c"},
    ),
    "rate.faster-than-regimen: the time entered": (
        {"weight": "20kg", "age": 4, "regimen": "kawasaki", "dose": None, "product": "kiovig", "market": "eu"},
        {"concentration": None, "over": "9h59"},
    ),
    "rate.first-again: its rates are others": (
        {**TWICE, "first_infusion": "no", "dose": "0.4g/kg", "product": "qivigy", "concentration": None},
        {"indication": "primary-immunodeficiency", "cycle_date": ["2=2026-03-03"]},
    ),
    "rate.lowest-ladder: an indication without rates": ({**OCTAGAM, "indication": "kawasaki"},),
    "rate.maker: without more": (
        {"product": "qivigy", "indication": "primary-immunodeficiency", "concentration": None},
    ),
    "rate.none-on-file: a time": ({"over": "8h"},),
    "rate.none-on-file: hours of the regimen": (
        {"weight": "20kg", "age": 4, "regimen": "kawasaki", "dose": None, "product": "yimmugo", "market": "eu"},
        {"concentration": None},
    ),
    "rate.not-this-product: of others": ({**YIMMUGO, "rates": "norway-nurse"},),
    "rate.regimen-hours: as entered": (
        {"weight": "20kg", "regimen": "kawasaki", "dose": None, **PRIVIGEN, "market": "eu", "over": "14h30"},
    ),
    "rate.regimen-hours: longer": (
        {"weight": "20kg", "regimen": "kawasaki", "dose": None, **PRIVIGEN, "market": "eu", "max_rate": "30mL/h"},
    ),
    "rate.rounded-down: a later step": ({"rates": "0.3x30,0.34 mL/kg/h", "pump_step": "2mL/h"},),
    "rate.rounded-down: not by weight": ({"rates": "10.53 mL/h", "pump_step": "1mL/h", "dose": "7g"},),
    "regimen.not-commissioned: none on file is": ({"indication": "sjs-ten", "dose": "2g/kg/cycle", "days": 3},),
    "regimen.says: of the product and its label": ({"product": "flebogamma-5", "market": "eu", "concentration": "5%"},),
    "regimen.says: several of one source": ({"regimen": "mis-c/ontario", "dose": None, "weight": "20kg"},),
    "regimen.unsuited: an age": (
        {"regimen": "haemolytic-disease-of-the-newborn", "dose": None, "days": None, "vials": "1", "age": 1},
    ),
    "regimen.unsuited: a risk": (
        {"product": "gamunex-c", "market": "us", "regimen": "itp/gamunex-c-us-2-days", "dose": None, "days": None},
        {"concentration": None, "risk": ["heart-failure"]},
    ),
    "steroid.adrenal-zone: below": ({**STEROID, "taper": "40x28,20x28,2.5", "tablets": "uk"},),
    "steroid.beyond-source: a caution": (
        {"steroid": "prednisolone", "taper": "aaci-2013", "steroid_dose": "30mg", "tablets": "5"},
    ),
    "steroid.beyond-source: the first of two": (  # 7.4 and 4.5 mg, both as 5 mg
        {**ALONE, "taper": "0.74x7,0.45x7 mg/kg", "weight": "10kg", "tablets": "5"},
    ),
    "steroid.beyond-source: by rounding": ({**STEROID, "taper": "aramis-flare-2", "round_to": "5"},),
    "steroid.beyond-source: finer tablets": ({**ALONE, "taper": "0.033x7 mg/kg", "weight": "10kg"},),
    "steroid.beyond-source: no tablets": ({**ALONE, "taper": "0.033x7 mg/kg", "weight": "10kg", "tablets": None},),
    "steroid.high-for-weight: above a pulse": ({"steroid": "dexamethasone", "taper": "500x1"},),
    "steroid.high-for-weight: above one of its own": (
        {"steroid": "methylprednisolone", "taper": "601x1", "weight": "20kg"},
    ),
    "steroid.high-for-weight: a pulse": ({"pulse": "methylprednisolone 601mg x3", "weight": "20kg"},),
    "steroid.high-for-weight: a pulse in prednisolone": ({"pulse": "dexamethasone 400mg x1"},),
    "steroid.high-for-weight: a pulse for long": ({"pulse": "methylprednisolone 1000mg x6"},),
    "steroid.high-for-weight: a pulse with the taper": (
        {**STEROID, "pulse": "methylprednisolone 1000mg x3", "taper": "150x3,60x28", "taper_start": "2026-01-08"},
    ),
    "steroid.pulse-beside-taper: days": (
        {**STEROID, "pulse": "methylprednisolone 1000mg x3", "taper": "60x28", "taper_start": "2026-01-05"},
    ),
    "steroid.rounded: the doses after the first of a step": (
        {"steroid": "prednisolone", "taper": "ese-es-2024", "steroid_dose": "10mg", "tablets": "5"},
    ),
    "steroid.rounded: one dose": (
        {**STEROID, "taper": "2x7,1x7,0.5x7 mg/kg", "weight": "46kg", "steroid_max": "60mg"},
    ),
    "steroid.start: as entered": ({**STEROID, "taper": "edf-pemphigus", "steroid_dose": "1mg/kg"},),
    "steroid.ten-fold-step: on alternate days": ({**STEROID, "taper": "60|5x28"},),
    "steroid.weight-unknown: too much for nearly all": ({**ALONE, "taper": "600x7,40x7,20", "weight": None},),
    "steroid.weight-unknown: a pulse": (
        {**ALONE, "steroid": None, "tablets": None, "pulse": "methylprednisolone 1000mg x3", "weight": None},
    ),
    "volume.high: with heart failure": ({"dose": "0.51g/kg", "concentration": "5%", "risk": ["heart-failure"]},),
    "weight.not-assessed: with what the regimen says": (
        {"weight": "100.1kg", "regimen": "dermatomyositis/octagam-eu", "dose": None, "days": 2},
    ),
    "weight.not-assessed: with what the label says": (
        {"weight": "100kg", "height": "175cm", "product": "flebogamma-5", "market": "eu", "concentration": "5%"},
    ),
    "weight.not-assessed: its height is known": ({"weight": "100kg", "height": "175cm", "sex": "male"},),
    "weight.policy-matters: ideal by the source": (
        {"regimen": "mis-c/acr", "dose": None, "weight": "49kg", "age": 12},
    ),
    "weight.policy-matters: ideal by the source, which is known": (
        {"regimen": "mis-c/acr", "dose": None, "weight": "49.9kg", "height": "150cm", "sex": "female", "age": 19},
    ),
}


@pytest.fixture(scope="module")
def local(tmp_path_factory):
    """A formulary with two products of its own, one with old rates, one in place of a shipped one, and 2.4 in place
    of 2 g/kg for CIDP."""
    octagam = PRODUCT.replace('id = "examplegam"', 'id = "octagam-10"').replace('aliases = ["example"]', "")
    old = f"{PRODUCT.replace('examplegam', 'oldgam').replace('example', 'old')}superseded = true"
    printed = "dose_g_per_kg_min = 2.0\ndose_g_per_kg_max = 2.0\ndays_min = 2\ndays_max = 5\ndays_default = 5"
    regimen = (SHIPPED / "regimens" / "cidp.toml").read_text(encoding="utf-8")
    higher = regimen.replace(printed, printed.replace("2.0", "2.4"))
    files = {"regimens__cidp": higher, "products__oldgam": old, "products__octagam_10": octagam}
    return Catalogue(formulary(tmp_path_factory.mktemp("local"), **files))


def planned(local, *parts):
    said = {name: value for part in (SAID, *parts) for name, value in part.items()}
    catalogue = local if said.pop("local", False) else Catalogue()
    name = said.pop("document", "plan")
    return answer_to(name, {name: value for name, value in said.items() if value is not None}, catalogue)


def whole(alert):
    """What is said of *alert*, as a table of `whole_alerts.toml` has it: what is empty is left out."""
    cited = {"source": alert.citation.source, "at": alert.citation.at}
    said = {"severity": alert.severity, "text": alert.text, "do": alert.do, **cited}
    return {**said, **{name: value for name in ("phase", "brief") if (value := getattr(alert, name))}}


WHOLE = tomllib.loads((Path(__file__).parent / "whole_alerts.toml").read_text(encoding="utf-8"))
RAISED = {**{code: (both, loud) for code, (both, loud, _) in PAIRS.items()}, **MORE}


@pytest.mark.parametrize("name", RAISED)
def test_each_alert_is_as_it_is_written_down_in_whole(name, local):
    alerts = planned(local, *RAISED[name]).plan.alerts
    assert WHOLE[name] == [whole(alert) for alert in alerts if alert.code == name.partition(":")[0]]


def test_nothing_is_written_down_for_no_request():
    assert sorted(RAISED) == sorted(WHOLE)


def test_there_is_a_pair_for_each_code():
    assert sorted(CODES) == sorted(PAIRS)
    assert {"dose.above-cycle-limit", "product.warning", "dose.assumed"} <= CODES  # they are found in the program


@pytest.mark.parametrize("code", PAIRS)
def test_what_just_does_not_raise_it(code, local):
    both, _, quiet = PAIRS[code]
    assert code not in [alert.code for alert in planned(local, both, quiet).plan.alerts]


@pytest.mark.parametrize("code", PAIRS)
def test_what_raises_it_and_that_every_output_has_it_with_its_severity(code, local):
    both, loud, _ = PAIRS[code]
    made = planned(local, both, loud)
    alert = next(alert for alert in made.plan.alerts if code == alert.code)
    assert all("[[" not in one.text for one in made.plan.alerts if one.severity == "stop")
    word = alert.severity.upper()
    assert (code, alert.severity) in [
        (one["code"], one["severity"]) for one in json.loads(as_json.render(made))["alerts"]
    ]
    if made.name == "plan":  # csv has a row for each infusion on its date
        assert f"{code} ({alert.severity})" in csv.render(made)
    ward = next(one for one in for_the_ward(made.plan).alerts if one.code == code)
    page = "".join(unescape(re.sub(r"<[^>]+>", "", html.render(made))).split())
    said = f"{code}: " if word == "NOTE" else alert_text(ward, made.plan)  # the code is for the pharmacist's notes
    assert word + "".join(said.split()) in page
    for sheet in (text.render(made), table.render(made, explain=False, width=100, color=False)):
        if word == "NOTE":
            assert any(re.match(rf"NOTE +{code}: ", line) for line in sheet.splitlines())
        else:  # at the glance, where the code stands behind what to do
            assert re.search(rf"^{word} .*?\({code}\) \[", " ".join(re.split(r"\n +", sheet)), re.MULTILINE)
