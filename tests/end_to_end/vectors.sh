# Word vectors: model.start and model.freeze, vectors, neighbors --analogy, tokens.

textrnn vectors good
cp out good.vectors
check "vectors: header and a line per word" test "$(head -n 1 out)" = "12 8" -a "$(wc -l <out)" -eq 13
check "vectors: no <pad>, no <unk>" eval '! grep -E "^<(pad|unk)>" good.vectors'
"$program" vectors good --binary >good.binary
tail -n +2 good.vectors >good.glove

# Eight epochs of a frozen embedding: the vectors of the result are those of the file.
for file in good.vectors good.binary good.glove good/model.safetensors; do
    textrnn train base.toml --out frozen --set model.start=$file --set model.freeze=embedding
    check "model.start = $file: coverage on stderr" grep -qE \
        '^model.start: vectors for 12 of 12 words, 100.00% of the training tokens; [06] other' err
    textrnn vectors frozen
    check "model.start = $file: the same vectors" cmp out good.vectors
done
train started --set model.start=good.binary
check "model.start: nothing is printed with --quiet" test ! -s err
train again --set model.start=good.glove --set model.start_scale=1.0
check "model.start: the values count, not the format" eval \
    'cmp <(tensors started) <(tensors again)'
mkfifo vector_pipe
cat good.binary >vector_pipe &
train piped --set model.start=vector_pipe
wait
check "model.start: a pipe" eval 'cmp <(tensors started) <(tensors piped)'

printf 'Left, zebra\n\n' >two
train moved --set model.start=good.glove
cp moved/model.safetensors moved.model
mv good.glove elsewhere
train moved --resume --set model.start=good.glove
check "--resume does without the file of model.start" cmp moved/model.safetensors moved.model
check "predict does without the file of model.start" eval '"$program" predict moved two >moved.labels'

refuses 66 'good.glove: no such file' "model.start without file" model.start=good.glove
refuses 78 'elsewhere: its vectors have 8 numbers, the rows of embedding.weight 9;' \
    "vectors of another dimension" model.start=elsewhere model.embedding_dim=9
refuses 65 'test.tsv:1: expected a word and 8 numbers, found 0' "no vectors" model.start=test.tsv
head -c 300 good.binary >cut.binary
refuses 65 'cut.binary: word [0-9]+: the file ends within the row of' "cut vectors" \
    model.start=cut.binary
sed '7s/ [^ ]*$/ nan/' elsewhere >nan.glove
refuses 65 'nan.glove:7: a number of "[a-z]+" is NaN' "NaN" model.start=nan.glove

# ------------------------------------------------------- analogies and pairs
textrnn neighbors good --analogy left right one -k 3
check "neighbors --analogy: a title and -k lines" test "$(head -n 1 out)" = "right - left + one" \
    -a "$(wc -l <out)" -eq 4
check "neighbors --analogy: without its words" eval '! tail -n +2 out | grep -wE "left|right|one"'
fails 2 'needs three words, found 2' "neighbors --analogy of two words" \
    neighbors good --analogy left right
printf '# a comment\nleft\tRIGHT\t1.5\none\ttwo\t7\nthree\tfour\t2\none\tzebra\t3\n' >pairs
textrnn vectors good --pairs pairs
check "vectors --pairs: rho and coverage" \
    grep -qE "^Spearman's rho -?[01]\.[0-9]{6}  pairs 3 of 4 \(75.00%\)$" out
fails 2 'exclude each other' "vectors --pairs --binary" vectors good --pairs pairs --binary
fails 65 'dev.tsv:1: expected WORD<TAB>WORD<TAB>NUMBER' "no pairs" vectors good --pairs dev.tsv

# -------------------------------------------------------------------- tokens
textrnn tokens good two
check "tokens of a model" cmp out <(printf 'left <unk> <unk>\n<unk>\n')
"$program" tokens good/model.safetensors <two >out
check "tokens reads stdin" cmp out <(printf 'left <unk> <unk>\n<unk>\n')
"$program" tokens good --ids <two >out
check "tokens --ids" grep -qxE '[2-9] 1 1' out
sed 's/train.tsv/missing.tsv/' base.toml >no-data.toml
textrnn tokens no-data.toml two
check "tokens of a config, without data files" cmp out <(printf 'left , zebra\n\n')
cp good/model.safetensors no-ending
textrnn tokens no-ending two
check "tokens: a model is recognised by its content" grep -qx '<unk>' out
printf '[text]\ntokenizer = "characters"\nmax_length = 3\n' >characters.toml
textrnn tokens characters.toml two
check "tokens: a blank is U+2581 among characters" cmp out <(printf 'l e f\n\n')
printf 'a b\n' | "$program" tokens characters.toml >out
check "tokens: a blank is U+2581 among characters" cmp out <(printf 'a \342\226\201 b\n')
printf '\377\n' | "$program" tokens good >out 2>err
code=$?
check "tokens: bytes that are no UTF-8: exit code 65" is_failure 65 'stdin:1:1: invalid UTF-8'
fails 2 'tokens: --ids needs a MODEL' "ids of a config" tokens base.toml --ids

if python3 -c 'import gensim' 2>/dev/null; then
    check "files and figures equal gensim's" python3 "$here/gensim_check" "$program"
else
    echo "skipped - gensim is not installed"
fi
