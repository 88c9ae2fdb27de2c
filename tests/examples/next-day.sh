#!/bin/sh
# next-day.sh COHORT DAY: who is infused on a day, such as "$(date -d tomorrow +%F)".
# No list is printed while a row cannot be planned or a plan is not to be used as it is.
set -eu
plans=$(mktemp)
trap 'rm -f "$plans"' EXIT
if ! ivigcalc batch "$1" --format csv >"$plans"; then
    echo "halted: $1 needs a person first" >&2
    exit 1
fi
python3 -c '
import csv, sys
for row in csv.DictReader(open(sys.argv[1])):
    if row["date"] == sys.argv[2] and row["dose_g"]:
        print(row["label"], "cycle", row["cycle"], "day", row["day"], row["product"], row["dose_g"], "g", row["vials"])
' "$plans" "$2"
