# Commands that use a trained model: predict, evaluate, follow, inspect; also config, --help and
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

# With --json, probabilities are written out to the last bit.
is_the_same_in_any_company() {
    local size
    "$program" predict good texts --json >among || return 1
    for size in 1 7 64; do
        split -l $size texts part. || return 1
        for part in part.*; do "$program" predict good $part --json || return 1; done >in_groups
        rm part.*
        cmp in_groups among || return 1
    done
    tac texts | "$program" predict good --json | tac | cmp - among
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

number='[0-9.e-]+'
all_form="\"probabilities\": ?\{\"down\": ?$number, ?\"up\": ?$number\}"
textrnn predict good six --json
cp out six.json
check "predict --json: label, probability and all probabilities" test "$(grep -cE \
    "^\{\"label\": ?\"(up|down)\", ?\"probability\": ?$number, ?$all_form\}$" six.json)" -eq 6
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
fails 65 'sideways.tsv:2: label "sideways" does not occur in .* \(known: "down", "up"\)' \
    "evaluate: a label that the model does not know" evaluate good --data sideways.tsv

for source in base.toml good; do
    textrnn follow "$source" "left one right" --label up
    check "follow $source: exit code 0, nothing on stderr" test $code -eq 0 -a ! -s err
    check "follow $source walks from tokens to the update" test "$(grep -cE \
        '^(tokens and ids|forward|logits and probabilities|backward and update)' out)" -eq 4
done
textrnn follow base.toml "left one right" --set model.implementation=reference
check "follow takes --set" test $code -eq 0
fails 2 'unknown label "upp"; did you mean "up"' "follow: unknown label" follow good x --label upp
textrnn inspect good
check "inspect lists parameters and their number" test "$(grep -cE \
    '^  (embedding.weight  .*\[14, 8\] +112|classifier.bias .*\[2\] +2|total [0-9]+ )' out)" -eq 3

textrnn config
cp out all.toml
check "config prints every section" test "$(grep -c '^\[' all.toml)" -eq 8
check "config prints every key of the run directory's config" \
    cmp <(sed 's/ = .*//' all.toml) <(sed '1d; s/ = .*//' good/config.toml)
textrnn train all.toml --quiet --out from_config --set data.train=train.tsv \
    --set model.hidden_size=4 --set train.epochs=1
check "config's output loads as a config" test $code -eq 0 -a -s from_config/model.safetensors

for command in "" train evaluate predict follow inspect config; do
    textrnn $command --help
    check "${command:-the program} --help" test $code -eq 0 -a -s out -a ! -s err
    check "${command:-the program} --help fits into 100 columns" \
        eval "! grep -E '.{101}' out"
    textrnn $command --version
    check "${command:-the program} --version" grep -qE '^textrnn [0-9]+\.[0-9]+\.[0-9]+$' out
done

fails 2 'unknown command trian; did you mean "train"' "unknown command" trian
fails 2 'unknown option --thread; did you mean "--threads"' \
    "unknown option" train base.toml --thread 2
fails 2 'expected CONFIG, found 0 operands' "missing operand" train
fails 2 'expected MODEL, found 2 operands' "one operand too many" inspect good good
fails 2 '--out needs a value' "option without its value" train base.toml --out
fails 2 'expected an integer from 1 to 1024, found "0"' "no threads" train base.toml --threads 0
fails 2 'takes no value' "flag with a value" train base.toml --quiet=yes
fails 2 '--data FILE is missing' "evaluate without data" evaluate good
textrnn
check "no command: exit code 2 and the overview" test $code -eq 2 -a "$(wc -l <err)" -gt 5
