# Commands that use a trained model: predict, evaluate, inspect; also config, --help and
# --version.

tail -n +2 test.tsv | cut -f 2 >texts
answer_form='^(up|down)	[01]\.[0-9]{6}$'

{ head -n 3 texts; echo; echo "nothing known to the model, 100% sure"; echo; } >six
textrnn predict good six
cp out six.answers
check "predict: a line for every line, empty ones too" test "$(grep -cE "$answer_form" out)" -eq 6
"$program" predict good <six >out
check "predict reads stdin" cmp out six.answers
"$program" predict good/model.safetensors - <six >out
check "predict reads - as stdin, and a model file" cmp out six.answers
tr '\n' '\r' <six | sed 's/\r/\r\n/g' >crlf
textrnn predict good crlf
check "predict: CRLF makes no difference" cmp out six.answers
tr '\n' '\r' <six >cr
textrnn predict good cr
check "predict: CR alone ends lines, too" cmp out six.answers
printf 'left right' | "$program" predict good >out
check "predict: the last line needs no line end" grep -qE "$answer_form" out
textrnn predict good /dev/null
check "predict: no lines, no answers" test $code -eq 0 -a ! -s out

is_alone_as_among_others() {
    "$program" predict good texts --threads 2 >among || return 1
    local line number=0
    while read -r line; do
        number=$((number + 1))
        [ $((number % 16)) -eq 0 ] || continue
        echo "$line" | "$program" predict good --threads 1 >alone || return 1
        sed -n "${number}p" among | cmp - alone || return 1
    done <texts
    [ $number -ge 65 ]
}
check "predict: a text's answer is the same alone as among others" is_alone_as_among_others

# Rounded weights change some digits of the probabilities, but no label of this easy model.
is_about_the_same_in_halves() {
    "$program" predict good texts >full && "$program" predict good texts --half >half || return 1
    ! cmp -s full half && cut -f1 full | cmp - <(cut -f1 half)
}
check "predict --half: other digits, the same labels" is_about_the_same_in_halves
train no_rnn --set model.cell=none --set train.epochs=1
fails 2 '.*--half needs a model with an RNN' "predict --half without RNN" predict no_rnn texts --half
train plain --set model.implementation=reference --set train.epochs=1
fails 2 '.*--half needs .*fused' "predict --half with the reference RNN" predict plain texts --half

# With --json, probabilities are written out to the last bit.
is_the_same_in_any_company() {
    local size
    answers() { "$program" predict good "$@" --json | sed 's/, "line": [0-9]*}$//'; }
    answers texts >among || return 1
    for size in 1 7 64; do
        split -l $size texts part. || return 1
        for part in part.*; do answers $part || return 1; done >in_groups
        rm part.*
        cmp in_groups among || return 1
    done
    tac texts | answers | tac | cmp - among
}
check "predict: the same bits by 1, 7 or 64 texts, and reordered" is_the_same_in_any_company
"$program" predict good texts >among

answers_as_lines_come() {
    coproc PREDICT { exec "$program" predict good 2>/dev/null; }
    local pid=$PREDICT_PID to=${PREDICT[1]} from=${PREDICT[0]} answer i result=0
    child=$pid
    for i in 1 2 3; do
        sed -n "${i}p" texts >&"$to"
        read -r -t 10 answer <&"$from" || result=1
        [ "$answer" = "$(sed -n "${i}p" among)" ] || result=1
    done
    exec {to}>&-
    wait "$pid" || result=1
    child=
    return $result
}
check "predict answers each line before the next is written" answers_as_lines_come

# A service: 1,000 lines, of which every third is bad in a different way.
awk 'BEGIN {
    split("bad \377 byte|cut \342\202|half a \355\240\200 pair|a @ byte|\300\200", bad, "|")
    for (i = 1; i <= 1000; ++i)
        print i % 3 == 0 ? bad[i / 3 % 5 + 1] : i % 2 ? "left one right" : "right two left"
}' | tr '@' '\0' >thousand
awk '{ print NR % 3 ? "good" : "bad" }' thousand >kinds
is_answered() {
    [ "$code" -eq 65 ] && is_failure 65 '333 of 1000 records' && sed -E "$1" out | cmp - kinds
}
textrnn predict good thousand --keep-going
cp out thousand.answers
check "predict --keep-going: an answer for every line, in order" is_answered \
    's/^(up|down)\t[01]\.[0-9]{6}$/good/; s/^!error\tthousand:[0-9]+:[0-9]+: .+$/bad/'
check "the answers to bad lines have their line numbers" \
    cmp <(grep '^!error' out | cut -d : -f 2) <(seq 3 3 999)
check "the answers to good lines are the same as without bad lines" \
    cmp <(grep -v '^!error' out) <(grep -a '^[lr]' thousand | "$program" predict good)
textrnn predict good thousand --keep-going --json
check "predict --keep-going --json: an answer for every line, in order" is_answered \
    's/^\{"label": .*\}$/good/; s/^\{"error": "thousand:[0-9]+:[0-9]+: .+", "line": [0-9]+\}$/bad/'
[ -z "$(command -v jq)" ] || check "and each is JSON" test "$(jq -c . out | wc -l)" -eq 1000
textrnn predict good thousand --keep-going --replace-invalid
check "with --replace-invalid, no line is bad" \
    test $code -eq 0 -a "$(grep -cE "$answer_form" out)" -eq 1000
fails 65 '^textrnn: thousand:3:5: invalid UTF-8 .*--keep-going$' \
    "without --keep-going, the first bad line ends it" predict good thousand
check "the lines before it are answered" cmp <(head -n 2 thousand.answers) out

# has_lines FILE COUNT: waits until the file has that many lines, at most 10 seconds.
has_lines() {
    for _ in $(seq 500); do
        [ "$(wc -l <"$1")" -eq "$2" ] && return
        sleep 0.02
    done
    return 1
}
answers_slow_lines() {
    local to i result=0
    mkfifo slow
    exec {to}<>slow
    "$program" predict good slow --keep-going >slow.out 2>/dev/null {to}>&- &
    child=$!
    for i in $(seq 9); do # each line in two pieces
        sed -n "${i}p" thousand | head -c 3 >&"$to"
        sleep 0.05
        [ "$(wc -l <slow.out)" -eq $((i - 1)) ] || result=1
        sed -n "${i}p" thousand | tail -c +4 >&"$to"
        has_lines slow.out "$i" || result=1
    done
    exec {to}>&-
    wait "$child"
    [ $? -eq 65 ] || result=1
    child=
    head -n 9 thousand.answers | sed 's/thousand/slow/g' | cmp - slow.out && return $result
}
check "predict --keep-going answers a slow writer, line by line" answers_slow_lines

# answers_slow_records FORMAT RECORD: on standard input, each record is answered as it comes.
answers_slow_records() {
    local to i result=0
    rm -f records && mkfifo records
    exec {to}<>records
    "$program" predict good - --format "$1" <records >slow.out 2>/dev/null {to}>&- &
    child=$!
    for i in 1 2 3; do
        printf '%s\n' "$2" >&"$to"
        has_lines slow.out "$i" || result=1
    done
    exec {to}>&-
    wait "$child" || result=1
    child=
    return $result
}
check "predict answers JSON Lines as they come" answers_slow_records jsonl '{"text": "good film"}'
check "predict answers fastText's lines as they come" answers_slow_records fasttext "good film"
check "predict finds the format in the first line" answers_slow_records auto '{"text": "good film"}'
slowly() { # prints the first argument, and a second later the other
    printf '%b' "$1"
    sleep 1
    printf '%b' "$2"
}
answers_after_blank_line() {
    slowly '\n' '{"text": "good film"}\n' | "$program" predict good - --format auto >slow.out
    [ "$(wc -l <slow.out)" -eq 1 ] # by lines, the blank line would be answered, too
}
check "a blank line on a pipe does not choose the format" answers_after_blank_line
answers_each_line() {
    printf '%s\n' "$2" '' "$2" | "$program" predict good - --format "$1" --keep-going >each.out
    [ "${PIPESTATUS[1]}" -eq 65 ] && [ "$(wc -l <each.out)" -eq 3 ] &&
        sed -n 2p each.out | grep -q '^!error.*the line is blank'
}
check "--keep-going answers a blank line of JSONL" answers_each_line jsonl '{"text": "good film"}'
check "--keep-going answers a blank line of fastText" answers_each_line fasttext 'good film'
finds_late_escape() {
    slowly 'text\tlabel\n' 'good \033$B\tx\n' | "$program" predict good - --format tsv 2>err
    [ "${PIPESTATUS[1]}" -eq 65 ] && grep -q ISO-2022 err || return 1
    : >- # a file of this name is not standard input
    printf 'text\tlabel\ngood \033$B\tx\n' | "$program" predict good - --format tsv 2>err
    [ "${PIPESTATUS[1]}" -eq 65 ] && grep -q ISO-2022 err || return 1
    rm -f -- -
    "$program" predict good <(printf 'text\tlabel\ngood \033$B\tx\n') --format tsv 2>err
    [ $? -eq 65 ] && grep -q ISO-2022 err
}
check "the kind of a table on a pipe is found behind line 1" finds_late_escape

# A program with a sanitizer reserves more address space than these limits.
if ! { (ulimit -v 100000 && "$program" --version); } >/dev/null 2>&1; then
    echo "skipped - predict in little memory: this build needs more address space"
else
labels_of() { cut -f 1 out | sed -E 's/^(up|down)$/good/' | tr '\n' ' '; }
{ echo left; head -c 400000000 /dev/zero | tr '\0' x; echo; echo right; printf 'end \377'; } |
    (ulimit -v 300000 && exec "$program" predict good --keep-going --threads 1 >out 2>err)
code=$?
check "predict --keep-going skips a line of 400 MB in less memory" \
    test $code -eq 65 -a "$(labels_of)" = "good !error good !error "
check "the lines after it have their numbers" grep -q '^!error.stdin:4:5: ' out
awk 'BEGIN { print "left"; for (i = 0; i < 4000000; ++i) printf "a b "; print "\nright" }' >vast
(ulimit -v 100000 && exec "$program" predict good vast --keep-going --threads 1 >out 2>err)
code=$?
check "a text that needs too much memory is answered by an error" \
    test $code -eq 65 -a "$(labels_of)" = "good !error good "
check "and the error says so" grep -q '^!error.vast:2: out of memory' out
awk 'BEGIN { print "left"; for (k = 0; k < 12; ++k) { for (i = 0; i < 60000; ++i) printf "a b "
    print "" } print "right" }' >together
(ulimit -v 80000 && exec "$program" predict good together --keep-going --threads 1 >out 2>err)
code=$?
check "texts that need too much memory together are answered one by one" \
    test $code -eq 0 -a "$(grep -cE '^(up|down)' out)" -eq 14
for _ in $(seq 100); do printf '%0100000d\n' 0 | sed 's/0/! /g'; done >long.txt
check "predict: long lines are answered in less memory than all of them together need" bash -c \
    "ulimit -v 300000; '$program' predict good long.txt --threads 1 | wc -l | grep -qx 100"
fi
rm -f vast slow records

# A label that looks like an error is told apart.
sed 's/^up/!error/; s/^down/\\!error/' train.tsv >labels.tsv
train labels --set data.train=labels.tsv --set data.dev= --set data.test= --set train.epochs=1
textrnn predict labels thousand --keep-going
check "only errors begin with !error and a tab" cmp <(grep '^!error	' thousand.answers) \
    <(grep '^!error	' out)
check "labels that begin with ! or \\ get a \\ in front" \
    test "$(grep -cE '^(\\!error|\\\\!error)	[01]\.[0-9]{6}$' out)" -eq 667
textrnn predict labels texts
check "without --keep-going, labels are printed as they are" \
    test "$(grep -cE '^\\?!error	[01]\.[0-9]{6}$' out)" -eq 100

number='[0-9.e-]+'
all_form="\"probabilities\": ?\{\"down\": ?$number, ?\"up\": ?$number\}"
textrnn predict good six --json
cp out six.json
check "predict --json: label, probability and all probabilities" test "$(grep -cE \
    "^\{\"label\": ?\"(up|down)\", ?\"probability\": ?$number, ?$all_form, ?\"line\": ?[1-6]\}$" six.json)" -eq 6
check "predict --json has the same labels" \
    cmp <(cut -f 1 six.answers) <(sed 's/^{"label": *"//; s/".*//' six.json)
if [ -n "$(command -v jq)" ]; then
    check "predict --json is JSON, and probabilities add up to 1" jq -e \
        '[.probabilities[]] as $p | ($p | add - 1 | fabs < 1e-5) and .probability == ($p | max)' \
        six.json
fi

textrnn evaluate good --data test.tsv --json
cp out evaluation
for key in examples accuracy loss macro_f1 per_class confusion labels; do
    check "evaluate --json has $key" grep -q "\"$key\":" evaluation
done
check "evaluate --json is one line" test "$(wc -l <evaluation)" -eq 1
check "evaluate finds the accuracy that training reported" test \
    "$(sed 's/.*"accuracy": *\([0-9.]*\).*/\1/' evaluation)" = \
    "$(sed -n 's/.*"test_accuracy": *\([0-9.]*\).*/\1/p' good/metrics.jsonl)"
"$program" evaluate good --data - --json <test.tsv >out
check "evaluate reads - as stdin" cmp out evaluation
textrnn evaluate good --data test.tsv
check "evaluate prints a table" test "$(grep -cE '^(accuracy|loss|macro F1|down|up) ' out)" -eq 7
printf 'label\ttext\nsideways\tx\n' >sideways.tsv
fails 65 'sideways.tsv:2: expected a label of .*, found "sideways" \(known: "down", "up"\)' \
    "evaluate: a label that the model does not know" evaluate good --data sideways.tsv

textrnn follow base.toml "left one right" --set model.implementation=reference
check "follow takes --set" test $code -eq 0
fails 2 'unknown label "upp" \(known: "down", "up"\); did you mean "up"' "follow: unknown label" follow good x --label upp
textrnn inspect good
check "inspect lists parameters and their number" test "$(grep -cE \
    '^  (embedding.weight  .*\[14, 8\] +112|classifier.bias .*\[2\] +2|total [0-9]+ )' out)" -eq 3

textrnn config
cp out all.toml
check "config prints every section" test "$(grep -c '^\[' all.toml)" -eq 9
check "config prints every key of the run directory's config" \
    cmp <(sed 's/ = .*//' all.toml) <(sed '1d; s/ = .*//' good/config.toml)
textrnn train all.toml --quiet --out from_config --set data.train=train.tsv \
    --set model.hidden_size=4 --set train.epochs=1
check "config's output loads as a config" test $code -eq 0 -a -s from_config/model.safetensors

for command in "" train evaluate predict explain follow inspect config; do
    textrnn $command --help
    check "${command:-the program} --help" test $code -eq 0 -a -s out -a ! -s err
    check "${command:-the program} --help fits into 100 columns" \
        eval "! grep -E '.{101}' out"
    textrnn $command --version
    check "${command:-the program} --version" grep -qE '^textrnn [0-9]+\.[0-9]+\.[0-9]+$' out
done

fails 2 'unknown command trian; did you mean "train"' "unknown command" trian
fails 2 'unknown option --thread; did you mean --threads\?' \
    "unknown option" train base.toml --thread 2
fails 2 'unknown option --seed; did you mean --set train.seed=' "a key as an option" \
    train base.toml --seed 3
fails 2 'unknown option --text \(see' "an option of another command" predict good --text x
fails 2 'unknown option -good; if it is no option, write -- before it \(see' \
    "a text that begins with -" follow good -good
fails 2 'expected CONFIG; operands found: 0, at most 1' "missing operand" train
fails 2 'expected MODEL; operands found: 2, at most 1 \(see' "one operand too many" inspect good good
fails 2 'operands found: 2, at most 1; use --data for the texts' "data as an operand" evaluate good test.tsv
fails 2 'expected one of "tsv", .*"auto", "lines", found "foo"' "unknown format" \
    predict good test.tsv --format foo
fails 2 '--out needs a value' "option without its value" train base.toml --out
fails 2 '--out needs a value' "option with an empty value" train base.toml --out ''
fails 2 'unknown option --k; did you mean -k\?' "a short option" neighbors good left --k 3
textrnn explain good --text ""
check "an empty text is explained" test $code -eq 0
textrnn predict good - --format auto <test.tsv
check "--format auto reads standard input as a table" \
    test "$(wc -l <out)" -eq "$(sed 1d test.tsv | wc -l)"
fails 2 'expected an integer from 1 to 1024, found "0"' "no threads" train base.toml --threads 0
fails 2 'takes no value' "flag with a value" train base.toml --quiet=yes
fails 2 '--data FILE is missing' "evaluate without data" evaluate good
textrnn
check "no command: exit code 2 and the overview" test $code -eq 2 -a "$(wc -l <err)" -gt 5

# ------------------------------------------------------------------------ records of tables
awk -F '\t' 'NR > 1 { printf "%d,\"%s\nmore, of it\"\n", NR, $2 }' test.tsv | sed '1i id,body' >rows.csv
textrnn predict good rows.csv --set data.text_column=body
check "predict: an answer per row of a .csv without labels" test "$(wc -l <out)" -eq 100
"$program" predict good - --set data.format=csv --set data.text_column=body <rows.csv >out 2>err
check "predict - --set data.format=csv: an answer per record" test "$(wc -l <out)" -eq 100
echo '{"body": "left"}' >one.jsonl
textrnn predict good one.jsonl --set data.text_column=body
check "predict reads a record by the file's ending" test "$(wc -l <out)" -eq 1 -a ! -s err
textrnn predict good rows.csv --format lines
check "predict --format lines: an answer per line" test "$(wc -l <out)" -eq 201
textrnn predict good test.tsv --json
check "predict --json has the line" grep -q '"line": 101}$' out
mkdir -p letters/up && echo left right >letters/up/1.txt
textrnn predict good letters --json
check "predict --json has the file of a folder" grep -q '"file": "letters/up/1.txt"}$' out
printf 'text\tlabel\nleft\tup\n' >table.txt
textrnn predict good table.txt
check "predict says that a table is read by lines" eval \
    "test $(wc -l <out) -eq 2 && grep -q '^  table.txt: each line is a text .*--set data.format=tsv' err"
textrnn predict good table.txt --set data.format=tsv
check "predict --set data.format=tsv reads the table" test "$(wc -l <out)" -eq 1 -a ! -s err
textrnn predict good table.txt --format auto
check "predict --format auto reads the table" test "$(wc -l <out)" -eq 1 -a ! -s err
textrnn predict good table.txt --set data.text_column=text
check "a setting of columns means --format auto" test "$(wc -l <out)" -eq 1 -a ! -s err
printf 'text\n"one\nok"\n"four\ncaf\351\nsix"\nx\n' >long.csv
textrnn predict good long.csv --json --keep-going
check "predict --json has the line where a bad record begins" \
    test "$(grep -o '"line": [0-9]*' out | tr -d '\n')" = '"line": 2"line": 4"line": 7'
printf '{"text": "left"},\n[1]\n{"text": "right"}\n' >commas.jsonl
textrnn predict good commas.jsonl --keep-going
check "predict --keep-going answers each line of malformed JSON" \
    test $code -eq 65 -a "$(grep -c '^!error.*commas after the objects' out)" -eq 2 -a $(wc -l <out) -eq 3
mkdir linked && echo left >linked/a && ln -s nowhere linked/b && echo right >linked/c
textrnn predict good linked --keep-going
check "predict --keep-going answers a link to nothing in a folder" \
    test $code -eq 65 -a "$(sed -n 2p out | grep -c '^!error.linked/b: .*a broken link')" -eq 1 \
    -a $(wc -l <out) -eq 3
fails 2 'would replace good/curve.svg' "evaluate --predictions does not replace the curve" \
    evaluate good --data test.tsv --predictions good/curve.svg
fails 2 'expected a file, found -' "evaluate --predictions -" \
    evaluate good --data test.tsv --predictions -
textrnn evaluate good --data test.tsv --predictions test.tsv
check "evaluate --predictions does not replace the data" is_failure 2 'would replace test.tsv'
textrnn evaluate good --data - --predictions test.tsv <test.tsv
check "evaluate --predictions does not replace standard input" is_failure 2 'would replace /dev/stdin'
fails 2 'would replace /dev/stdout' "evaluate --predictions does not replace the report" \
    evaluate good --data test.tsv --predictions /dev/stdout
"$program" evaluate good --data test.tsv --predictions /dev/stdout 2>err | grep -q '^line	label' &&
    test ! -s err
check "evaluate --predictions /dev/stdout into a pipe" test $? -eq 0
fails 2 'would replace good/model.safetensors' "evaluate --predictions does not replace the model" \
    evaluate good --data test.tsv --predictions ./good/model.safetensors
check "evaluate --predictions in the run directory does not replace a file of the run" eval \
    "! (cd good && '$program' evaluate model.safetensors --data ../test.tsv --predictions \
    ./checkpoint.safetensors) 2>err && grep -q 'would replace checkpoint.safetensors' err"
mkdir -p deployed && cp good/model.safetensors deployed && echo 'port = 80' >deployed/config.toml
check "evaluate uses a model beside a config.toml of another program" \
    textrnn evaluate deployed --data test.tsv
fails 2 'would replace letters' "evaluate --predictions does not replace a text of the folder" \
    evaluate good --data letters --predictions letters/up/1.txt
fails 2 'expected data.KEY=VALUE' "--set for a trained model" predict good texts --set model.cell=gru
fails 78 'data.separator: expected "auto" or one' "--set checks the config as a whole" \
    evaluate good --data test.tsv --set data.separator='"||"'
awk 'BEGIN { print "text\tlabel"; for (i = 0; i < 200; ++i) print "w" i "\tl" i % 25 }' >many.tsv
textrnn train base.toml --quiet --out many --set data.train=many.tsv --set data.dev= \
    --set data.test= --set train.epochs=1
textrnn evaluate many --data many.tsv
check "evaluate: frequent confusions above 20 labels" eval \
    'grep -q "^most frequent confusions" out && test "$(wc -l <out)" -le 54'
if python3 -c 'import numpy, torch, sklearn' 2>/dev/null; then
    check "predict and evaluate agree with scikit-learn and PyTorch" \
        python3 "$here/evaluation_check.py" "$program"
fi
