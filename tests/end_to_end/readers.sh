# Each format through the command: the same examples give the same tensors in every format.

mkdir -p format/folder/up format/folder/down
head -n 61 train.tsv | sort -t "$(printf '\t')" -s -k 1,1 | grep -v '^label' >rows
{ printf 'label\ttext\n'; cat rows; } >format/data.tsv
cp format/data.tsv format/data
{ printf 'text,label\r\n'; awk -F '\t' '{ printf "\"%s\",%s\r\n", $2, $1 }' rows; } >format/data.csv
awk -F '\t' '{ printf "{\"id\": %d, \"text\": \"%s\", \"label\": \"%s\"}\n", NR, $2, $1 }' rows \
    >format/data.jsonl
awk -F '\t' '{ print "__label__" $1 " " $2 }' rows >format/data.ft
awk -F '\t' '{
    file = sprintf("format/folder/%s/%04d.txt", $1, NR)
    print $2 >file
    close(file)
}' rows

small=(--set data.dev= --set data.test= --set train.epochs=2)
train format/plain "${small[@]}" --set data.train=format/data.tsv
check "training without dev and test" test $code -eq 0 -a ! -s out
for file in data data.csv data.jsonl data.ft folder; do
    train "format/of_$file" "${small[@]}" --set "data.train=format/$file"
    check "format/$file gives the tensors of format/data.tsv" \
        cmp <(tensors format/plain) <(tensors "format/of_$file")
done
for format in tsv csv jsonl fasttext; do
    file=format/data.$format
    [ $format = fasttext ] && file=format/data.ft
    "$program" train base.toml --quiet --out format/stdin "${small[@]}" --set data.train=- \
        --set data.format=$format <"$file" >out 2>err
    check "$format from stdin gives them, too" cmp <(tensors format/plain) <(tensors format/stdin)
done
tail -n +2 format/data.tsv >format/headless.tsv
train format/headless "${small[@]}" --set data.train=format/headless.tsv \
    --set data.label_column=1 --set data.text_column=2
check "columns by position, without header" cmp <(tensors format/plain) <(tensors format/headless)
{ head -n 21 format/data.tsv; } >format/first.tsv
{ head -n 1 format/data.tsv; tail -n +22 format/data.tsv; } >format/second.tsv
train format/two "${small[@]}" --set 'data.train=["format/first.tsv", "format/second.tsv"]'
check "two training files are read one after the other" \
    cmp <(tensors format/plain) <(tensors format/two)

cat >quoted.csv <<'END'
body,id,stars
"left, then ""right""",1,up
"right
left",2,down
left right,3,up
"",4,down
END
evaluated() {
    textrnn train base.toml --quiet --out quoted --set data.train=quoted.csv --set data.dev= \
        --set data.test=quoted.csv --set data.text_column=body --set data.label_column=stars &&
        textrnn evaluate quoted --data quoted.csv --json && grep -q '"examples": *4' out
}
check "csv: quotes, commas, a line end and nothing in a field" evaluated
textrnn inspect quoted
check "csv: their words are all in the vocabulary" grep -q '^vocabulary 7 entries' out

# A model of before tokenizer version 2 splits at soft hyphens, and answers as the program of then.
printf 'beau\302\255tiful\nbad\342\201\240ly %b\nfine ugly\n' \
    '\0360\0237\0221\0251\0342\0200\0215\0360\0237\0221\0247' >invisible
printf 'PAR1 abc' >table.txt
for command in "predict good" "explain good" "tokens good"; do
    fails 65 'table.txt: expected UTF-8 text, found Parquet data' "$command: a binary file" \
        $command table.txt
done
textrnn predict "$here/../fixtures/tokenizer_version_1.safetensors" invisible
check "an older model keeps its tokenizer" \
    diff <(printf 'pos\t0.978470\nneg\t0.984890\npos\t0.712393\n') out
