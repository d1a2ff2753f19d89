# What the program says about data, and shares of the training texts as dev and test.

mkdir -p told/away
{ examples 900 31; printf 'up\tone two three four five six seven eight nine\nup\t\ndown\tone\nup\tone\n'; } >told/train.tsv
{ examples 200 32; printf 'down\televen one one\nup\t \n'; } >told/dev.tsv
told=(data base.toml --set data.train=told/train.tsv --set data.dev=told/dev.tsv --set data.test=
    --set text.tokenizer=whitespace --set text.lowercase=false --set text.max_length=6)
if command -v python3 >/dev/null; then
    textrnn "${told[@]}" --json && mv out told/figures.json
    check "figures are what Python counts" \
        "$here/data_check.py" told/figures.json told/train.tsv told/dev.tsv
else
    echo "skipped - python3 is not installed"
fi

textrnn "${told[@]}"
check "data: a line per set, warnings and figures" eval \
    'grep -q "^train told/train.tsv: 904 texts, 2 labels (" out && grep -q "^dev told/dev.tsv: " out &&
     grep -q "^warning: dev: [0-9]* texts are also in train" out && grep -q "\"tokens_p99\": " out'

split=(--set data.dev=10% --set data.test=10% --set train.epochs=2)
textrnn train base.toml --out told/split "${split[@]}"
check "train: a line per set on stderr" eval \
    'grep -q "^train train.tsv: 3[0-9][0-9] texts" err && grep -q "^dev 10%: [2-6][0-9] texts" err'
grep '^\(train\|dev\|test\) ' err >told/seed_1
textrnn train base.toml --out told/other "${split[@]}" --set train.seed=7
check "shares: the same for every seed" eval \
    'grep "^\(train\|dev\|test\) " err | cmp - told/seed_1 && [ "$(wc -l <told/seed_1)" -eq 3 ]'
train told/split --set data.dev=20% --set data.test=10% --set train.epochs=2 --resume
check "shares: another share is other data" is_failure 78 'other (training )?data|data'
refuses 78 'leave no share of the texts' "shares of all texts" data.dev=60% data.test=40%
refuses 65 'too few texts for the shares' "an empty share" data.dev=0.0001%
refuses 66 'percent sign: "10%"' "a share without its percent sign" data.dev=0.1
printf 'text,label\ngood film,up\nbad film,down\nragged\n' >told/bad.csv
rows=(--set data.text_column=text --set data.label_column=label --set data.bad_rows=skip)
fails 65 'bad.csv:4: .*; data.bad_rows = "skip" leaves such rows out' "a ragged row names the key" \
    evaluate told/other --data told/bad.csv "${rows[@]:0:4}"
textrnn evaluate told/other --data told/bad.csv "${rows[@]}"
check "evaluate: skipped rows are counted" grep -q 'bad.csv: skipped bad rows: 1;' err
printf '{"text": "good film"}\n{"text": "a bad film"}\n' >told/texts.jsonl
textrnn pretrain base.toml --out told/vectors --set pretrain.text=told/texts.jsonl \
    --set pretrain.epochs=1
check "pretrain: tells what it read, labels may be missing" \
    grep -q '^2 texts, 3 tokens a text, 4 words$' err
textrnn train base.toml --out told/no_dev --set data.dev= --set train.epochs=1
check "no dev: the last epoch is kept" grep -q 'the last epoch is kept' err

cp base.toml told/away/c.toml
cp train.tsv told/away/beside.tsv
cp train.tsv told/away/0.tsv
fails 66 '0.tsv: no such file; .*beside the config: told/away/0.tsv' "a file called 0.tsv" \
    train told/away/c.toml --out refused --set data.train=0.tsv
for key in data.train data.dev data.test; do
    fails 66 'beside.tsv: no such file; .*working directory.*beside the config: told/away/beside.tsv' \
        "$key beside the config" train told/away/c.toml --out refused --set $key=beside.tsv
done
