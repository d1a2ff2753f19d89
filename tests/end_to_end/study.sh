# Commands that show how the network works: follow and explain. The figures of explain are compared
# with PyTorch's if it is installed.

tail -n +2 test.tsv | cut -f 2 >texts

for source in base.toml good; do
    textrnn follow "$source" "left one right" --label up
    check "follow $source: exit code 0, nothing on stderr" test $code -eq 0 -a ! -s err
    check "follow $source walks from tokens to the update, and back" test "$(grep -cE \
        '^(tokens and ids|forward|logits and probabilities|the way back|backward and update)' out)" -eq 5
done
norms() { sed -n 's/^  step [0-9]* .*|dh| \([0-9.]*\).*/\1/p' out; }
textrnn follow base.toml "one two three four left six right" \
    --set model.cell=rnn_tanh --set model.pooling=last --set model.embedding_std=0.1
check "follow: the Elman cell's gradients vanish, last word first" \
    test "$(norms)" = "$(norms | sort -rn)" -a "$(norms | sort -u | wc -l)" -ge 5
check "follow names the word of every step" test \
    "$(sed -n 's/^  step \([0-9]\) *\([a-z]*\) .*/\1\2/p' out | tr '\n' ' ')" = \
    "6right 5six 4left 3four 2three 1two 0one "
for cell in rnn_tanh rnn_relu gru lstm; do
    textrnn follow base.toml "left right" --set model.cell=$cell --set model.bidirectional=true \
        --set model.implementation=reference --set model.num_layers=2 --set model.embedding_dim=4
    check "follow, reference $cell: every state has a formula, in both directions" test \
        "$(grep -c '^  h = ' out)" -eq 8 -a "$(grep -c '^  time step' out)" -eq 8
    check "follow, reference $cell: every time step has its gradients" test \
        "$(grep -c '|dh|' out)" -eq 8
    check "follow, reference $cell fits into 80 columns" eval "! grep -E '^ .{80}' out"
done
textrnn follow base.toml "left right" --set model.embedding_std=1000 --set model.embedding_dim=4
check "follow: blanks between large numbers" eval "! grep -E '\.[0-9]{5}|[0-9]-[0-9]' out"
textrnn train base.toml --out calibrated --set train.calibrate=true --set train.epochs=3
check "train tells the temperature" grep -qE '^best epoch [0-9]; temperature [0-9.]+$' err
textrnn follow calibrated "left right"
check "follow names the temperature" grep -q '^  predict also divides the logits by the temp' out
textrnn follow base.toml "left" "one two right" "one unseen"
cp out several
tr -s ' \n' '  ' <out >joined # the list is wrapped
check "follow packs several texts" grep -q "$(printf %s 'one (b0)=[0-9]* one (c0)=[0-9]* left (a0)=' \
    '[0-9]* | two (b1)=[0-9]* unseen (c1)=1 <unk> | right (b2)')" joined
check "follow counts tokens and distinct ids" grep -qzP \
    '\n  6 tokens, distinct ids: 5 .*\n  "one": 2 times\n' out
textrnn follow base.toml "left left" "right unseen" --set model.embedding_dim=2 \
    --set model.hidden_size=2 --set model.cell=rnn_tanh --set model.pooling=last
names() { # of the rows of the matrices with the title
    awk -v title="  $1 " 'index($0, title) == 1 || on && substr($0, 1, 39) ~ /^ *$/ {
        on = 1; print $NF; next } { on = 0 }' out | tr '\n' ' '
}
check "follow names the rows of ids and of texts, forward and back" test \
    "$(names "rows of embedding.weight")$(names pool_last)" = \
    "left right <unk> left right <unk> a b a b "
textrnn follow base.toml "left right" --set model.input=one_hot
id=$(sed -n 's/^  left (a0)=\([0-9]*\) .*/\1/p' out)
check "follow shows the column of a one-hot row" grep -q "^  one_hot .* 1 in column $id left (a0)$" out
textrnn follow base.toml "left right" --set model.cell=lstm --set model.hidden_size=64
check "follow: the product of gates and units" grep -q '^  G H = 4 gates of lstm x 64 = 256 columns$' out
textrnn follow base.toml "left right" --set train.clip_norm=0.001
check "follow: clipping" grep -q 'gradient norm [0-9.]*, clipped: update by g times 0\.' out
textrnn follow base.toml "left right" --set model.freeze=embedding
check "follow: a frozen embedding has no update" grep -q \
    '^  embedding.weight .* frozen$' out
textrnn config
names=$(grep -B 1 '^name = "adam"' out | sed -n 's/.*one of //p' | grep -oE '[a-z_]+')
for optimizer in $names; do
    textrnn follow base.toml "left right" --set optimizer.name=$optimizer
    check "follow, $optimizer: the update reduces the loss" awk \
        '/before the update/ { found = $2 > $6 } END { exit !found }' out
done
check "there are optimizers" test "$(wc -w <<<"$names")" -ge 6
fails 2 'caf.* is not UTF-8' "follow: a text that is not UTF-8" follow base.toml $'caf\xe9'
textrnn explain good --text -h
check "explain: a text like an option" eval 'grep -q "<unk>\|-" out && ! grep -q Usage out'
fails 2 'caf.* is not UTF-8' "explain: a text that is not UTF-8" explain good --text $'caf\xe9'
"$program" explain good texts 2>err >/dev/full
check "explain ends if nobody reads" test $? -eq 74 -a -n "$(grep 'stdout: writing failed' err)"
fails 2 'standard input can be read once' "model and texts from standard input" explain -
fails 2 'expected CONFIG|MODEL TEXT..., found 1 operand' "follow without a text" follow base.toml
printf 'bad \033[31mred' >escape
textrnn follow base.toml "$(cat escape)"
check "follow prints no escape sequence of a text" eval "! grep -q $'\033' out"

{ head -n 5 texts; echo; echo "left unseen right"; cat escape; echo; } >explained
textrnn explain good explained
check "explain: exit code 0, nothing on stderr" test $code -eq 0 -a ! -s err
check "explain: a table for every line" test "$(grep -c '^ gradient x input' out)" -eq 8
check "explain prints no escape sequence of a text or into a file" eval "! grep -q $'\033' out"
check "explain marks words by sign" grep -qE '^  .*\[(\+|-){3}\]' out
"$program" explain good <explained >from_stdin
check "explain reads stdin" cmp out from_stdin
textrnn explain good --text "left one right"
check "explain --text: the label and probability of predict" cmp <(sed -n '1s/label "\(.*\)"  probability /\1\t/p' out) \
    <(echo "left one right" | "$program" predict good)
textrnn explain good --text "left right" --label down
cp out down
textrnn explain good --text "left right" --label up
check "explain --label: two labels, opposite drops" cmp \
    <(awk 'NR > 4 && NF { print $2 + 0 }' down) <(awk 'NR > 4 && NF { print -$2 }' out)
textrnn explain good explained --json
check "explain --json tells unknown words" grep -q \
    '"left", "is_unknown": false.* {"token": "unseen", "is_unknown": true,' out
check "explain --json: one object per line" test "$(grep -c '^{"label": "[a-z]*", .*}$' out)" -eq 8
printf 'text,label\n"left, ""left""\nright",up\nten,\n' >records.csv
textrnn explain good records.csv
check "explain reads the records of a CSV file, without labels, too" \
    test $code -eq 0 -a "$(grep -c '  drop <unk>' out)" -eq 2
textrnn tokens base.toml records.csv
check "tokens: a line per record of a CSV file" \
    diff out <(printf 'left , " left " right\nten\n')
textrnn tokens base.toml --format csv --set data.text_column=label <records.csv
check "tokens --format, --set" diff out <(printf 'up\n\n')
mkdir -p label_files && printf 'left\nright\n' >label_files/up.txt && echo ten >label_files/down.txt
textrnn tokens good label_files
check "tokens reads a folder as predict does" test "$(wc -l <out)" -eq 3
printf '[data]\ntrain = "nowhere"\ndev = "5"\n' >no_data.toml
textrnn tokens no_data.toml texts
check "tokens with a config needs no data" test $code -eq 0 -a -s out
fails 2 'unknown label "upp" \(known: "down", "up"\); did you mean "up"' "explain: unknown label" \
    explain good --text x --label upp
fails 2 'expected FILE or --text, found both' "explain: two inputs" explain good texts --text x
fails 66 'nowhere' "explain: missing file" explain good nowhere
if [ -n "$(command -v script)" ]; then # runs explain on a terminal
    on_terminal() { script -qec "stty cols $1; TERM=xterm $2 '$program' explain good --text 'left right'" /dev/null; }
    check "explain on a terminal: colours" eval "on_terminal 80 '' | grep -q $'\033\[30;48;5;'"
    check "NO_COLOR: symbols only" eval \
        "on_terminal 80 'NO_COLOR=1' | grep -E '\[(\+|-)+\]' | grep -vq $'\033'"
fi
script=$(dirname "$here")/fixtures/explain_torch.py
if python3 -c 'import torch, tomllib' 2>/dev/null; then
    export PYTHONDONTWRITEBYTECODE=1
    printf 'left one right\nunseen\nten right left left\n' >three
    for settings in cell=none,pooling=attention cell=rnn_tanh,num_layers=2,bidirectional=true \
        cell=lstm,input=one_hot_direct,pooling=attention cell=gru,input=one_hot,pooling=max; do
        model=()
        for setting in ${settings//,/ }; do model+=(--set "model.$setting"); done
        train explained_model --set train.epochs=1 "${model[@]}"
        check "explain agrees with PyTorch: $settings" \
            python3 "$script" "$program" explained_model three
    done
else
    echo "skipped - explain agrees with PyTorch: torch is not installed"
fi
