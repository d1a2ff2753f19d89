# Runs that are killed or stopped at several times and resumed end with the same model. The times are
# counted in epochs, so that they exist on a fast machine, too.

long=(--set train.epochs=60 --set model.hidden_size=24)
train whole "${long[@]}"

# start DIR OPTION...: a training in the background, its process in $child.
start() {
    local directory=$1
    shift
    "${default_signals[@]}" "$program" train base.toml --quiet --out "$directory" "${long[@]}" \
        "$@" >out 2>err &
    child=$!
}

for epochs in 1 9 17 30 45; do
    start killed --resume
    check "running until epoch $epochs" await killed $epochs
    end KILL
    check "SIGKILL ends it: exit code 137" test $code -eq 137
    check "what it had is a whole model" "$program" evaluate killed --data test.tsv
done
train killed "${long[@]}" --resume
check "killed five times and resumed: the same model" same_model whole killed
check "every epoch has one line" \
    diff <(sed 's/,.*//' whole/metrics.jsonl) <(sed 's/,.*//' killed/metrics.jsonl)

for delay in 0.00 0.02 0.05 0.1 0.2; do
    start early --resume
    sleep $delay
    end KILL
done
train early "${long[@]}" --resume
check "killed at its very beginning, too: the same model" same_model whole early

for signal in INT TERM; do
    expected=130
    [ $signal = TERM ] && expected=143
    start stopped$signal --threads 2
    await stopped$signal 12
    end $signal
    check "SIG$signal: exit code $expected" is_failure $expected '^textrnn: stopped; to continue, .*--resume$'
    check "SIG$signal: it did stop before the end" test "$(epochs_of stopped$signal)" -lt 60
    train stopped$signal "${long[@]}" --resume --threads 1
    check "SIG$signal and resumed: the same model" same_model whole stopped$signal
done

mkfifo silent
exec 9<>silent # a writer that writes nothing: the program waits for its data
"${default_signals[@]}" timeout --preserve-status -k 5 0.3 \
    "$program" train base.toml --set data.train=- --out waiting <&9 2>err
check "a signal while data are awaited ends it: exit code 143" test $? -eq 143
exec 9>&-

cp out first
train whole "${long[@]}" --resume
check "resuming a finished run changes nothing and tells the test result again" cmp out first
fails 78 'another config.*hidden_size = 24.*hidden_size = 8' "resuming with another config" \
    train base.toml --quiet --out whole --resume --set train.epochs=60
check "the model is intact" same_model whole killed
sed '$d' train.tsv >shorter.tsv
cp train.tsv saved.tsv
cp shorter.tsv train.tsv
fails 78 'data have changed' "resuming with other data" \
    train base.toml --quiet --out whole --resume "${long[@]}"
cp saved.tsv train.tsv
head -c 2000 whole/checkpoint.safetensors >cut
cp cut whole/checkpoint.safetensors
fails 65 'checkpoint.safetensors: .*truncated.*; to start again, move the file away' \
    "resuming from a truncated checkpoint" \
    train base.toml --quiet --out whole --resume "${long[@]}"
check "the model is still intact" same_model whole killed

# The model of the best epoch: it is needed, and only a checkpoint of that epoch has its weights.
without_dev=(--set 'data.dev=""' --set 'data.test=""')
train last "${without_dev[@]}"
cp -r last kept
for damage in missing cut foreign; do
    case $damage in
    missing) rm last/model.safetensors ;;
    cut) head -c 2000 kept/model.safetensors >last/model.safetensors ;;
    foreign) cp good/model.safetensors last/model.safetensors ;;
    esac
    [ $damage = missing ] || cp last/model.safetensors found
    train last "${without_dev[@]}" --resume
    check "$damage model of a finished run: written anew" same_model kept last
    [ $damage = missing ] ||
        check "and the $damage model is set aside" \
            eval 'cmp found "$(ls -d last/previous-*/model.safetensors | tail -n 1)"'
done

# Nothing is learnt: epoch 1 stays the best.
frozen=(--set train.epochs=3 --set optimizer.learning_rate=0)
train frozen "${frozen[@]}"
check "epoch 1 is the best of three" grep -q '"best_epoch": *1' frozen/metrics.jsonl
cp frozen/model.safetensors kept.safetensors
for damage in missing cut foreign; do
    case $damage in
    missing) rm frozen/model.safetensors ;;
    cut) head -c 2000 kept.safetensors >frozen/model.safetensors ;;
    foreign) cp good/model.safetensors frozen/model.safetensors ;;
    esac
    fails 65 'frozen/model.safetensors: missing, or not the model of this run.s epoch 1; restore' \
        "$damage model of an earlier epoch" \
        train base.toml --quiet --out frozen --resume "${frozen[@]}"
done
cp kept.safetensors frozen/model.safetensors
train frozen "${frozen[@]}" --resume
check "with its model restored, the run is complete" test $code -eq 0

# Sections of other commands and paths of data may change; every other key may not.
cp train.tsv moved.tsv
for setting in ablation.seeds=9 'ablation.arms="lookup"' pretrain.window=3 'pretrain.text="x"' \
    data.train=moved.tsv; do
    train frozen "${frozen[@]}" --resume --set "$setting"
    check "resuming with $setting: exit code 0" test $code -eq 0
    check "resuming with $setting: the same model" cmp kept.safetensors frozen/model.safetensors
done
for change in 'train.seed 1 2' 'model.pooling "mean" "max"' 'text.keep "head" "tail"' \
    'optimizer.beta1 0.9 0.5'; do
    read -r key before after <<<"$change"
    fails 78 "another config .the checkpoint has $key = $before, the config $key = $after" \
        "resuming with another $key" \
        train base.toml --quiet --out frozen --resume "${frozen[@]}" --set "$key=$after"
done

cp -r good lost && rm lost/checkpoint.safetensors
train lost --resume --set train.seed=2
train fresh --set train.seed=2
check "--resume without a checkpoint trains from the start" same_model fresh lost
for file in model.safetensors metrics.jsonl curve.svg config.toml; do
    check "and sets $file aside" cmp good/$file lost/previous-1/$file
done

# More epochs: as if the run had had them from the start, if the schedule allows it.
for schedule in constant step plateau; do
    train longer --set schedule.name=$schedule --set train.epochs=2 --set train.metric=macro_f1
    train longer --set schedule.name=$schedule --set train.epochs=4 --set train.metric=macro_f1 --resume
    train direct --set schedule.name=$schedule --set train.epochs=4 --set train.metric=macro_f1
    check "--resume with more epochs, schedule $schedule: the same model" same_model longer direct
done
frozen_out() { textrnn train base.toml --out patient "${frozen[@]}" --set train.patience=1 "$@"; }
frozen_out --set train.epochs=9 && frozen_out --set train.epochs=30 --resume
check "--resume with more epochs says that patience has ended the run" \
    grep -qx 'best epoch 1; train.patience ended the run after epoch 2' err
train longer --set schedule.name=linear --set train.epochs=2
fails 78 'the learning rate depends on train.epochs' "more epochs of schedule linear" \
    train base.toml --quiet --out longer --set schedule.name=linear --set train.epochs=4 --resume
