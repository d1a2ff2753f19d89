#!/usr/bin/env bash
# Trains on files in the layouts of public data sets, with made-up texts and at most four keys each,
# and prints the speed of reading: tests/end_to_end/public_layouts.sh PROGRAM [ROWS], default 2,000
# rows; 1,600,000 are sentiment140. Not a group of tests/end_to_end/run: the full size takes long.
set -u
program=$(realpath "$1")
rows=${2:-2000}
work=$(mktemp -d "${TMPDIR:-/tmp}/textrnn_layouts.XXXXXX")
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1

python3 - "$rows" <<'END'
import csv, json, random, sys
rows, r = int(sys.argv[1]), random.Random(1)
words = "the a soup film was very not good bad great awful day caf\u00e9 it's we 3.5 stars".split()
def text(n=40):
    return " ".join(r.choice(words) for _ in range(r.randint(3, n)))
def table(name, header, make, encoding="utf-8", **style):
    with open(name, "w", encoding=encoding, newline="") as file:
        out = csv.writer(file, **style)
        if header: out.writerow(header)
        for i in range(rows): out.writerow(make(i))
every = {"quoting": csv.QUOTE_ALL}
table("imdb.csv", ["review", "sentiment"], lambda i: [
    f'{text()}<br /><br />{text()}, "{text(5)}"', ("positive", "negative")[i % 2]])
table("sentiment140.csv", None, lambda i: [
    "4" if i >= rows // 2 else "0", 1467810369 + i, "Mon Apr 06 22:19:45 PDT 2009", "NO_QUERY",
    "someone", "@you " + text(20)], encoding="latin-1", **every)
table("ag_news.csv", None, lambda i: [1 + i % 4, text(8), text() + " &lt;b&gt; #39;s\\"], **every)
table("yelp.csv", None, lambda i: [1 + i % 2, text() + '\\n\\nnext \\"' + text(4) + '\\"'], **every)
with open("yelp.json", "w") as file:
    for i in range(rows):
        print(json.dumps({"review_id": str(i), "stars": float(1 + i % 5), "useful": i % 7,
                          "text": text() + "\n" + text()}), file=file)
with open("amazon.ft.txt", "w") as file:
    for i in range(rows): print(f"__label__{1 + i % 2} {text(6)}: {text()}", file=file)
END

printf '[model]\ncell = "none"\nembedding_dim = 2\n[train]\nepochs = 1\n' >base.toml
failed=0
# layout FILE LABELS SETTING...: trains on FILE, or on standard input; the model has LABELS labels.
layout() {
    local file=$1 labels=$2 start settings=() setting
    shift 2
    for setting in "$@"; do settings+=(--set "$setting"); done
    start=$(date +%s%N)
    if "$program" train base.toml --out run_"$file" --quiet "${settings[@]}" >out 2>err &&
        [ "$("$program" inspect run_"$file" | sed -n 's/^labels *//p' | wc -w)" -eq "$labels" ]; then
        local ms=$((($(date +%s%N) - start) / 1000000 + 1))
        echo "ok - $file: $(($(wc -c <"$file") / 1000 / ms)) MB/s with one epoch of training"
    else
        failed=1
        echo "FAILED - $file: $(head -n 1 err)"
    fi
}
layout imdb.csv 2 data.train=imdb.csv data.text_column=review data.label_column=sentiment
"$program" train base.toml --out none --quiet --set data.train=sentiment140.csv \
    --set data.text_column=6 --set data.label_column=1 >out 2>err
if ! grep -q 'iconv -f windows-1252 -t utf-8 sentiment140.csv | .*data.train=-' err; then
    failed=1
    echo "FAILED - sentiment140.csv: $(cat err)"
fi
layout sentiment140.csv 2 data.train=- data.text_column=6 data.label_column=1 \
    < <(iconv -f latin1 -t utf-8 sentiment140.csv)
layout yelp.json 5 data.train=yelp.json data.label_column=stars
layout amazon.ft.txt 2 data.train=amazon.ft.txt
layout ag_news.csv 4 data.train=ag_news.csv 'data.text_column=["2", "3"]' data.label_column=1 \
    text.unescape=true
layout yelp.csv 2 data.train=yelp.csv data.text_column=2 data.label_column=1 text.unescape=true
exit $failed
