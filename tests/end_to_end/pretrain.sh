# pretrain, and every command on a model that it made, which has no classifier.

tail -n +2 train.tsv | cut -f 2 >unlabelled
cat >pretrain.toml <<'END'
[pretrain]
text = "unlabelled"
sample = 0.0
epochs = 3
[model]
embedding_dim = 8
hidden_size = 8
[text]
max_length = 50
END
pretrain() {
    local directory=$1
    shift
    textrnn pretrain pretrain.toml --quiet --out "$directory" "$@"
}

for method in skip_gram cbow language_model; do
    pretrain $method --set pretrain.method=$method
    check "pretrain, $method: exit code 0, nothing printed" test $code -eq 0 -a ! -s out -a ! -s err
    check "$method: a line of metrics per epoch" test "$(epochs_of $method)" -eq 3
    pretrain threaded --threads 3 --set pretrain.method=$method
    check "$method: the same bytes with 3 threads" same_model $method threaded
done
textrnn pretrain pretrain.toml --out loud
check "pretrain prints epochs and the model's path to stderr" test "$(grep -cE \
    '^(epoch [123]/3  train loss [0-9.]+  .* tokens/s  |the model is loud/model.safetensors)' err)" -eq 4

rates() { sed 's/.*"learning_rate": \([^,]*\),.*/\1/' skip_gram/metrics.jsonl | tr '\n' ' '; }
check "metrics: the rate of each epoch's last step" \
    awk -v rates="$(rates)" 'BEGIN { split(rates, r); exit !(r[1] > r[2] && r[3] > 1e-5) }'
printf 'left <pad> right one\n<pad> two left right\n' >padded
pretrain padded_lm --set pretrain.text=padded --set pretrain.method=language_model \
    --set text.tokenizer=whitespace
check "a language model does not predict <pad>" test $code -eq 0
pretrain other_method --set pretrain.method=cbow --set pretrain.epochs=1
check "config.toml has the given values, not the method's" grep -q '^learning_rate = 0.0$' \
    other_method/config.toml

"${default_signals[@]}" "$program" pretrain pretrain.toml --quiet --out stopped \
    --set pretrain.epochs=800 >out 2>err &
child=$!
await stopped 3
end INT
check "SIGINT: exit code 130" is_failure 130 '^textrnn: stopped; to continue, .*--resume$'
check "no model yet" test ! -e stopped/model.safetensors -a -s stopped/checkpoint.safetensors
done_before=$(epochs_of stopped)
pretrain stopped --resume --threads 2 --set pretrain.epochs=800
check "--resume continues" test $code -eq 0 -a "$(epochs_of stopped)" -eq 800 -a "$done_before" -lt 800
pretrain unstopped --set pretrain.epochs=800
check "the same bytes as without a stop" same_model stopped unstopped
textrnn train base.toml --quiet --out classifier --set train.epochs=1
cp classifier/model.safetensors unstopped/
pretrain unstopped --resume --set pretrain.epochs=800
check "--resume moves another run's model away" \
    cmp classifier/model.safetensors unstopped/previous-1/model.safetensors
pretrain unstopped --resume --set pretrain.epochs=800
check "but not its own" test "$(echo unstopped/previous-*)" = unstopped/previous-1
check "which is there again" same_model stopped unstopped
fails 78 'pretrain.text' "no texts" pretrain base.toml --out refused
printf 'a b\n' >short
fails 65 'pretrain.text: subsampling left no text.*pretrain.sample' "nothing to learn after subsampling" \
    pretrain pretrain.toml --quiet --out refused \
    --set pretrain.text=short --set pretrain.sample=1e-9
fails 66 'gone: no such file' "missing texts" \
    pretrain pretrain.toml --set pretrain.text=gone --out refused
fails 78 'belongs to a run of textrnn pretrain; use another --out' "train on a pretraining run" \
    train base.toml --quiet --out stopped --resume
echo '# mine' >config.toml
mkdir mine && mv config.toml mine
fails 73 'mine.*--out' "a user's own config.toml" pretrain pretrain.toml --out mine

# ----------------------------------------------------- commands on the model
textrnn inspect skip_gram
check "inspect lists both tables" test "$(grep -cE \
    '^  (embedding.weight  \[14, 8\] +112|output.weight +\[14, 8\] +112|total 224 )' out)" -eq 3
check "inspect prints vocabulary and config" test \
    "$(grep -cE '^(vocabulary 14 entries|method = "skip_gram")$' out)" -eq 2
check "inspect prints neither labels nor costs" eval '! grep -E "^(labels|multiply-adds)" out'
textrnn vectors skip_gram
check "vectors: header and a line per word" test "$(head -n 1 out)" = "12 8" -a "$(wc -l <out)" -eq 13
textrnn neighbors skip_gram left right -k 3
check "neighbors" test $code -eq 0 -a "$(wc -l <out)" -eq 8
textrnn neighbors skip_gram/model.safetensors --analogy left right one -k 2
check "neighbors --analogy" test "$(head -n 1 out)" = "right - left + one" -a "$(wc -l <out)" -eq 3
printf 'Left, zebra\n' | "$program" tokens skip_gram >out
check "tokens" cmp out <(echo 'left <unk> <unk>')

hint='skip_gram/model.safetensors: has no classifier; .*model.start=skip_gram'
fails 65 "$hint" "predict" predict skip_gram unlabelled
fails 65 "$hint" "evaluate" evaluate skip_gram --data test.tsv
fails 65 "$hint" "explain" explain skip_gram --text left
fails 65 "$hint" "follow" follow skip_gram left
train from_vectors --set model.start=skip_gram --set train.epochs=1
check "train starts from it" test $code -eq 0 -a -s from_vectors/model.safetensors

# A file that lacks a table, or has a damaged table, is refused by every command.
printf '\377\377\377\377' | dd of=skip_gram/model.safetensors bs=1 conv=notrunc \
    seek=$(($(stat -c %s skip_gram/model.safetensors) - 4)) 2>check.out
for command in inspect vectors "neighbors skip_gram left" tokens; do
    set -- $command
    fails 65 'skip_gram/model.safetensors: ' "$1 of a damaged model" "$1" "${2:-skip_gram}" ${3:-}
done </dev/null
