# textrnn train: files of the run directory, the same model for any number of threads and both input
# layers, diverging runs.

check "training learns the order of words" grep -qE '^test accuracy (9[0-9]|100)' out
for threads in 1 2 5; do
    train "threads$threads" --threads $threads
    check "--threads $threads gives the same model, byte for byte" same_model good "threads$threads"
done
check "the run directory has exactly the four files, and its lock" test "$(echo $(ls good))" = \
    "checkpoint.safetensors config.toml lock metrics.jsonl model.safetensors"

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
check "one_hot trains to the same tensors as lookup" cmp <(tensors lookup) <(tensors one_hot)
check "one_hot predicts the same as lookup" cmp lookup.answers one_hot.answers
check "with 101 answers" test "$(wc -l <lookup.answers)" -eq 101

# The rate rises from 0, at one step an epoch: the first epochs are good, then the numbers overflow.
diverge() {
    train "$@" --set model.cell=rnn_relu --set optimizer.name=sgd --set train.clip_norm=0 \
        --set train.batch_size=400 --set train.epochs=100
}
cp -r good diverged
diverge diverged --set optimizer.learning_rate=1000 --set schedule.warmup_steps=20
check "a loss that is not finite: exit code 1, with layer and lines" is_failure 1 \
    'epoch [0-9]+, step [0-9]+: the loss \(from [a-z0-9_. ]+; the batch is train.tsv:[0-9,]+.* is no'
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
