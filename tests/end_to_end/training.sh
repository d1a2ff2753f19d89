# textrnn train: files of the run directory, the same model for any number of threads and both input
# layers, diverging runs.

check "training learns the order of words" grep -qE '^test accuracy (9[0-9]|100)' out
for threads in 1 2 5; do
    train "threads$threads" --threads $threads
    check "--threads $threads gives the same model, byte for byte" same_model good "threads$threads"
done
check "the run directory has exactly the five files, and its lock" test "$(echo $(ls good))" = \
    "checkpoint.safetensors config.toml curve.svg lock metrics.jsonl model.safetensors"

{ echo 'label	text'; for i in {1..30}; do printf 'pos\tgood fine it the\nneg\tbad dull it\n'; done; } >short.tsv
{ echo 'label	text'; echo "pos	$(yes 'good fine it the' | head -n 1000 | tr '\n' ' ')"; } >long.tsv
fails 1 'epoch [0-9]*, step [0-9]*: the test loss is no longer a finite number; try a lower' \
    "texts so long that their predictions overflow have no accuracy" train --quiet --out overflow \
    base.toml --set data.train=short.tsv --set data.dev=short.tsv --set data.test=long.tsv \
    --set model.cell=rnn_relu --set model.pooling=last --set optimizer.learning_rate=0.1 \
    --set train.batch_size=8 --set model.embedding_dropout=0
check "the model is saved all the same" test -s overflow/model.safetensors

metrics_have_keys() {
    local key keys='epoch step train_loss dev_loss dev_accuracy learning_rate'
    for key in $keys tokens_per_second seconds; do
        [ "$(head -n 5 good/metrics.jsonl | grep -cE "\"$key\": ?[0-9.e+-]+[,}]")" -eq 5 ] ||
            { echo "$key is missing"; return 1; }
    done
}
check "metrics.jsonl has all keys in each epoch" metrics_have_keys
check "the last line of metrics.jsonl has the test accuracy" \
    test "$(grep -n '"test_accuracy": *[01]' good/metrics.jsonl | cut -d : -f 1)" = 6
curve_is_drawn() {
    for name in train_loss dev_loss dev_accuracy dev_macro_f1; do
        [ "$(grep -c "<title>$name$" good/curve.svg)" -eq 5 ] || { echo "$name"; return 1; }
    done
}
check "curve.svg has a point per epoch of each figure" curve_is_drawn
[ -n "$(command -v jq)" ] && check "metrics.jsonl is JSON" jq -e . good/metrics.jsonl

textrnn train good/config.toml --quiet --out echoed
check "the config in the run directory gives the same model again" same_model good echoed
cp -r good twice
train twice
check "a second run moves the first to previous-1" same_model good twice/previous-1
train twice --set train.seed=2
check "and the second to previous-2" same_model good twice/previous-2
check "another seed gives another model" eval '! same_model good twice'
"$program" train - --quiet --out piped <base.toml >out 2>err
check "the config may come from stdin" same_model good piped

for input in lookup one_hot; do
    train $input --set model.input=$input --set optimizer.name=sgd \
        --set optimizer.learning_rate=0.5
    textrnn predict $input <test.tsv
    mv out $input.answers
done
labels_of() { cut -f 1 $1.answers; }
check "one_hot predicts the same labels as lookup" cmp <(labels_of lookup) <(labels_of one_hot)
check "with 101 answers" test "$(wc -l <lookup.answers)" -eq 101

# The rate rises from 0, at one step an epoch: the first epochs are good, then the numbers overflow.
diverge() {
    train "$@" --set model.cell=rnn_relu --set optimizer.name=sgd --set train.clip_norm=0 \
        --set train.batch_size=400 --set train.epochs=100
}
cp -r good diverged
diverge diverged --set optimizer.learning_rate=1000 --set schedule.warmup_steps=20
check "a loss that is not finite: exit code 1, with the layer" is_failure 1 \
    'epoch [0-9]+, step [0-9]+: the output of [a-z0-9_. ]+ is no'
check "and the earlier run is intact" same_model good diverged/previous-1
check "and the best model so far can be used" "$program" evaluate diverged --data test.tsv
# Here the dev set is the first to see it.
diverge overflow --set optimizer.learning_rate=300 --set schedule.warmup_steps=100 \
    --set optimizer.weight_decay=1
check "a dev loss that is not finite: exit code 1" \
    is_failure 1 'epoch [0-9]+, step [0-9]+: the [a-z ]+ is no longer a finite number'
check "and no such epoch is in the metrics" \
    eval 'test -s overflow/metrics.jsonl && ! grep -iE "null|nan|inf" overflow/metrics.jsonl'
textrnn predict overflow --json <<<"left right"
check "and the model saved before gives numbers" grep -q '"probability": *[01]' out

mkdir -p swept && echo half >swept/model.safetensors.0123456789abcdef.partial
echo mine >swept/thesis.partial
train swept
check "half-written files of a killed run are swept away" test ! -e swept/model.safetensors.0123456789abcdef.partial
check "a partial file of somebody else is not" test -e swept/thesis.partial
check "the run itself is whole" same_model good swept

if command -v flock >/dev/null; then # from util-linux
    mkdir -p locked
    exec 8>locked/lock && flock 8
    fails 1 'locked/lock: another process' "a second trainer in one directory" \
        train base.toml --quiet --out locked
    exec 8>&-
    train locked
    check "once it is free, the run is done" same_model good locked
fi

# A directory with a config.toml of the user's own.
printf '# My settings\n[data]\n' >own.comment
cp base.toml own.config
"$program" config >own.printed
: >own.empty
for kind in comment config printed empty; do
    rm -rf owned && mkdir owned && cp own.$kind owned/config.toml
    fails 73 'owned/config.toml: not written by textrnn train; .* --out' \
        "a config.toml of the user's own ($kind)" \
        train base.toml --quiet --out owned --set data.train=missing.tsv
    check "it and its directory are untouched" \
        eval 'cmp own.$kind owned/config.toml && test "$(ls owned)" = config.toml'
done
for file in config.toml metrics.jsonl curve.svg checkpoint.safetensors; do
    rm -rf owned && mkdir -p owned/$file
    fails 73 "owned/$file: not written by textrnn train" "a folder $file" \
        train base.toml --quiet --out owned --resume
    check "it stays" test -d owned/$file
done

cp -r good old
tail -n +2 good/config.toml >old/config.toml # as version 0.1.0 wrote it
cp old/config.toml old.toml
train old
check "a directory of version 0.1.0 is accepted" same_model good old
check "and its run is set aside" \
    eval 'cmp old.toml old/previous-1/config.toml && same_model good old/previous-1'

mkdir -p mixed/model.safetensors.0123456789abcdef.partial mixed/notes
echo mine | tee mixed/thesis.partial mixed/notes/a.txt mixed/model.bin mixed/previous-1 >/dev/null
train mixed && train mixed
check "other files in the directory are untouched" test "$(cat mixed/thesis.partial mixed/notes/a.txt \
    mixed/model.bin mixed/previous-1)" = "$(yes mine | head -n 4)" -a -d mixed/model.*.partial
check "and the earlier run is in previous-2" same_model good mixed/previous-2

# Closed descriptors: no file may take their numbers and receive what the program prints.
closed() { # DIR REDIRECTION
    eval "\"\$program\" train base.toml --out $1 $2"
    code=$?
    check "train $2: the same model" same_model good $1
    check "train $2: nothing is written into the lock" test ! -s $1/lock
}
closed closed0 '<&- >out 2>err'
closed closed1 '>&- 2>err'
check "a closed stdout is an error: exit code 74" \
    eval 'test $code -eq 74 && tail -n 1 err | grep -q "stdout: writing failed"'
closed closed2 '>out 2>&-'
check "without stderr, the run still succeeds" test $code -eq 0
closed closed012 '<&- >&- 2>&-'

# Background jobs of a script, and nohup: a signal that the parent ignores stays ignored.
for signal in INT TERM; do
    (trap '' $signal && exec "$program" train base.toml --quiet --out ignored$signal) >out 2>err &
    child=$!
    await ignored$signal 1
    end $signal
    check "an ignored SIG$signal does not stop the run" test $code -eq 0
    check "and the model is the same" same_model good ignored$signal
done

mkdir -p unnamed && cp *.tsv unnamed
for name in ...toml ..toml .toml a..toml; do
    cp base.toml unnamed/$name
    (cd unnamed && "$program" train $name --quiet) >out 2>err
done
check "no default run directory leaves runs/" test "$(cd unnamed && find . -name model.safetensors |
    sort | xargs -n 1 dirname | tr '\n' ' ')" = "./runs/...toml ./runs/..toml ./runs/.toml ./runs/a. "
