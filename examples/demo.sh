# The demo behind `make demo`: every step prints the command that makes it, to be tried by hand.
set -eu

OUT=build/demo
FULL=examples/02-full.json
mkdir -p "$OUT"

riskservice() { "$BIN/python" -m riskservice.cli "$@"; }
title() { printf '\n\n#### %s\n\n' "$1"; }
say() { printf '$ riskservice %s\n\n' "$*"; }
run() { say "$@"; riskservice "$@"; }

title "Every shipped case, in brief"
for case in examples/*.json; do
    case "$case" in *with-faults.json) continue ;; esac
    run score "$case" --brief
    riskservice score "$case" --json > "$OUT/$(basename "$case" .json).result.json"
    echo
done

title "One case in full, with every reason"
run score "$FULL"

title "Its plan skeleton: what nobody has written yet is left open"
run plan "$FULL"

title "A plan kept, checked as a supervisor would, and copied for the person"
PLAN=examples/14-planning-full.json
run plan "$PLAN" --format json -o "$OUT/kept-plan.json"
run plan check "$OUT/kept-plan.json" --on 2026-11-24
run plan person-copy "$OUT/kept-plan.json" --format html -o "$OUT/persons-copy.html"

title "MAPPA: one person screened, every legal date, and the papers for the meeting"
run mappa screen examples/16-level-3-referral.json
run mappa clocks "$PLAN"
riskservice mappa clocks "$PLAN" --ics > "$OUT/dates.ics"
for kind in plan referral minutes summary; do
    run mappa document examples/16-level-3-referral.json --kind "$kind" --format docx \
        -o "$OUT/$kind.docx"
done

title "The tables of the annual report, from one row for each individual"
run mappa statistics examples/mappa-staffordshire-2023-24.csv --year-end 2024-03-31 \
    --area Staffordshire

title "A record with faults: all of them at once, each with the way out"
say score examples/12-with-faults.json
code=0
riskservice score examples/12-with-faults.json || code=$?
if [ "$code" -ne 2 ]; then
    echo "The record with faults should end with exit code 2, not $code." >&2
    exit 1
fi

title "A cohort rescored, compared with last year, and a page for the panel"
run rescore examples/cohort.csv -o "$OUT/results.csv" --previous examples/cohort-last-year.csv \
    --report "$OUT/panel.html" --faults "$OUT/faults.csv"

title "Is an instrument right for these people? Men released from prisons of North Carolina"
"$BIN/python" examples/research_data.py "$OUT"
run validate "$OUT/north-carolina.csv" --score points --outcome reconvicted --band band \
    --band-name low --band-name medium --band-name high --band-name very_high \
    --expected expected --group ethnicity --json "$OUT/figures.json" --report "$OUT/validation.html"
run validate "$OUT/rossi.csv" --score prio --outcome arrest --time week --add fin

title "A draft table, refitted to made-up people and tried out at once"
rm -f "$OUT/2026.1-made-up-draft.toml"
run recalibrate "$OUT/made-up.csv" --instrument arp_static --outcome reoffended --method slope \
    --sample "Made-up people, for demonstration" --from 2024-01-01 --to 2026-01-01 \
    --event "Made-up reoffending within two years" --source "examples/research_data.py" \
    -o "$OUT/2026.1-made-up-draft.toml"
run score "$FULL" --ruleset "$OUT/2026.1-made-up-draft.toml" --instrument arp_static --brief

title "Do raters agree?"
run agreement examples/ratings.csv --rater first --rater second --scale low,medium,high \
    --unit case_id --report "$OUT/agreement.html"

title "Printable pages"
riskservice plan "$FULL" --html > "$OUT/plan.html"
riskservice plan "$FULL" --json > "$OUT/plan.json"
riskservice instruments --json > "$OUT/instruments.json"
for key in $("$BIN/python" -c 'import json, sys
print(*(i["key"] for i in json.load(open(sys.argv[1]))["instruments"] if i["table"]))
' "$OUT/instruments.json"); do
    riskservice form "$key" --html > "$OUT/form-$key.html"
done
printf '%s\n' "$OUT"/*.html

[ "$SERVE" != 0 ] || exit 0

title "The same over HTTP"
free='import socket, sys
for port in (int(sys.argv[1]), 0):
    with socket.socket() as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind(("127.0.0.1", port))
        except OSError:
            continue
        print(trial.getsockname()[1])
        break'
PORT=$("$BIN/python" -c "$free" "$PORT")
cat <<END
Try, from another terminal:

  curl -s -H 'Content-Type: application/json' --data @$FULL http://127.0.0.1:$PORT/v1/scores

END
trap 'exit 0' INT
run serve --host 127.0.0.1 --port "$PORT"
