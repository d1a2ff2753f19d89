# Data and models that are missing, damaged or of the wrong kind.

# bad_file WHAT PATTERN NAME: writes stdin to the file NAME; training with it must exit with 65.
bad_file() {
    cat >"$3"
    refuses 65 "^textrnn: $2" "$1" "data.train=$3"
}

refuses 66 '^textrnn: trian.tsv: no such file \(did you mean train.tsv\?\)$' "missing file" \
    data.train=trian.tsv
refuses 66 'no such file' "missing dev file" data.dev=nowhere/dev.tsv
refuses 66 'no such file' "missing test file" data.test=nowhere/test.tsv
fails 66 'nowhere.toml: no such file' "missing config" train nowhere.toml
fails 66 'found a directory; its config is good/config.toml; to start from its model: .*model.start=good' "a directory as config" train good
mkdir -p empty
fails 66 'expected a config file, found a directory$' "a directory without a config" train empty
for share in 10 0.1 -5% 10%%; do
    refuses 66 "^textrnn: $share: no such file; a share of .* \"10%\"" "$share as a share" data.dev=$share
done
fails 78 'train.tsv: expected a config file \(TOML\), found data' "data as a config" train train.tsv
fails 65 'train.tsv: not a safetensors file \(such as model' "data as a model" inspect train.tsv
refuses 78 'standard input \("-"\) can be read only once' "two sets from stdin" data.train=- data.dev=-

: | bad_file "empty file" 'empty.tsv: no examples' empty.tsv
printf 'label\ttext\n' | bad_file "only a header" 'header.tsv: no examples' header.tsv
grep -v '^down' train.tsv | bad_file "one class only" 'one.tsv: only one label \("up"\)' one.tsv
sed '5s/\t/ /' train.tsv |
    bad_file "line without a tab" 'tab.tsv:5: expected 2 tab-separated columns, found 1' tab.tsv
sed '7s/$/\tmore/' train.tsv |
    bad_file "line with a tab too many" 'tabs.tsv:7: expected 2 .*found 3' tabs.tsv
gzip -c train.tsv | bad_file "gzip data" 'train.gz: .*gunzip -c train.gz' train.gz
sed '3s/.*\t/\t/' train.tsv | bad_file "empty label" 'label.tsv:3: the label is empty' label.tsv
sed '1s/label/class/' train.tsv |
    bad_file "no such column" 'class.tsv:1: no column "label" in the header' class.tsv
printf 'label,text\nup,"left right\ndown,right left\n' |
    bad_file "quote never closed" 'open.csv:2:4: the quote is never closed' open.csv
printf 'label,text\nup,left "right"\n' |
    bad_file "quote within a field" 'within.csv:2:9: found a quote' within.csv
printf '{"label": "up", "text": "left"}\n{"label": "down"\n' |
    bad_file "broken JSON" 'broken.jsonl:2' broken.jsonl
printf '{"label": "up", "text": "left"}\n{"label": "down"}\n' |
    bad_file "missing member" 'member.jsonl:2: no member "text"' member.jsonl
printf '__label__up left\nright\n' |
    bad_file "line without __label__" 'label.ft:2: expected __label__' label.ft
{ cat train.tsv; printf 'up\tleft \377 right\n'; } |
    bad_file "bad UTF-8" 'utf8.tsv:402:9: invalid UTF-8 \(byte 0xff\)' utf8.tsv
train replaced --set data.train=utf8.tsv --set data.invalid_utf8=replace
check "bad UTF-8 can be replaced" test $code -eq 0 -a -s replaced/model.safetensors
{ cat train.tsv; printf 'up\tleft \0 right\n'; } |
    bad_file "NUL byte" 'nul.tsv:402:9: expected text, found a NUL byte' nul.tsv
head -c 3000 /dev/urandom | bad_file "random bytes" 'random.tsv:' random.tsv
head -c 50000000 /dev/zero | tr '\0' a >a
{ cat train.tsv; printf 'up\t'; cat a; echo; } |
    bad_file "a line of 50 MB" 'long.tsv:402: the line is longer than 16 MiB' long.tsv
{ printf 'label,text\nup,'; cat a; echo; } |
    bad_file "a field of 50 MB" 'long.csv:2: the line is longer than 16 MiB' long.csv
mkdir -p texts_of/up texts_of/down && echo left >texts_of/up/1 && cp a texts_of/down/2
refuses 65 'texts_of/down/2: the text is longer than 16 MiB' "a file of 50 MB" data.train=texts_of
fails 65 'a:1: the line is longer than 16 MiB' "predict: a line of 50 MB" predict good a
rm -f a long.tsv long.csv texts_of/down/2

sed '9s/^[a-z]*/sideways/' dev.tsv >sideways.tsv
for part in dev test; do
    refuses 65 'sideways.tsv:9: expected a label of the training data, found "sideways"' \
        "label in $part that train lacks" data.$part=sideways.tsv
done

printf 'left right\nleft \377\n' >invalid
fails 65 '^textrnn: invalid:2:6: invalid UTF-8' "predict: bad UTF-8" predict good invalid
check "predict: the line before it has its answer" test "$(wc -l <out)" -eq 1
gzip -c invalid >invalid.gz
iconv -f utf-8 -t utf-16le texts 2>/dev/null >invalid.utf16 || printf 'a\0b\0\n\0' >invalid.utf16
for kind in gz:gzip utf16:UTF-16; do
    fails 65 "^textrnn: invalid.${kind%:*}: expected UTF-8 text, found ${kind#*:}" \
        "predict --replace-invalid: ${kind#*:}" predict good invalid.${kind%:*} --replace-invalid
done
textrnn predict good invalid --replace-invalid
check "predict --replace-invalid goes on" test $code -eq 0 -a "$(wc -l <out)" -eq 2
fails 66 'nowhere: no such file' "predict: missing file" predict good nowhere
fails 66 '/dev/zero: expected a file, found a device' "predict: a device" predict good /dev/zero
fails 66 '/dev/zero: expected a file, found a device' "model: a device" predict /dev/zero texts
fails 66 '/dev/zero: expected a file, found a device' "config: a device" train /dev/zero
fails 66 '/dev/zero: expected a file, found a device' "data: a device" \
    evaluate good --data /dev/zero --format csv
fails 65 '/dev/null: no examples' "/dev/null is an empty file" evaluate good --data /dev/null
mkfifo pipe
cat test.tsv >pipe &
textrnn evaluate good --data pipe
check "a pipe that the command line names is read" test $code -eq 0
cat $PWD/good/model.safetensors >pipe &
textrnn inspect pipe
check "a model is read from a pipe" test $code -eq 0
mkdir -p folder/down folder/up
echo bad >folder/down/1
echo good >folder/up/1
mv pipe folder/up/2
fails 65 'folder/up/2: expected a file with a text, found a pipe, a device' \
    "a pipe in a folder is not waited for" evaluate good --data folder
ln -sf /dev/zero folder/up/2
fails 65 'folder/up/2: expected a file with a text, found a pipe, a device' \
    "a device in a folder is not read" evaluate good --data folder
head -c 1048577 /dev/zero | tr '\0' ' ' >large.toml
fails 78 'large.toml: expected a config of at most 1 MiB' \
    "a config of more than 1 MiB" train large.toml

# ------------------------------------------------------------------------------------ models

model=good/model.safetensors
size=$(wc -c <$model)
header=$(od -An -t u8 -N 8 $model | tr -d ' ')
for length in 0 4 8 100 $((header + 7)) $((header + 8)) $((size - 1)); do
    head -c "$length" $model >cut.safetensors
    fails 65 '^textrnn: cut.safetensors' "model cut to $length of $size bytes" \
        inspect cut.safetensors
done

# flip OFFSET: writes flipped.safetensors, the model with bit 0 of the byte at OFFSET flipped.
flip() {
    cp $model flipped.safetensors
    local byte
    byte=$(od -An -t u1 -j "$1" -N 1 $model | tr -d ' ')
    printf "\\x$(printf %x $((byte ^ 1)))" |
        dd of=flipped.safetensors bs=1 seek="$1" conv=notrunc 2>/dev/null
}
middle=$(((header + 8 + size) / 2))
for offset in 0 7 8 20 50 $((header / 2)) $((header + 8)) $middle $((size - 1)); do
    flip "$offset"
    fails 65 '^textrnn: flipped.safetensors' "model with bit 0 of byte $offset flipped" \
        predict flipped.safetensors /dev/null
done
{ cat $model; echo; } >longer.safetensors
fails 65 '^textrnn: longer.safetensors' "model with a byte too many" inspect longer.safetensors
fails 65 '^textrnn: train.tsv' "not a model" predict train.tsv texts
mkdir -p no_model
fails 66 'no_model/model.safetensors: no such file' "directory without a model" inspect no_model
fails 66 'god: no such file \(did you mean good\?\)' "missing model" evaluate god --data test.tsv

# Quotes that are never closed: time and memory do not grow with the square of the file.
{ echo 'label,text'; for i in $(seq 50); do echo "up,left $i"; echo "down,right $i"; done; } >head.csv
{ tr , '\t' <head.csv; printf '"%0500000d\n' 0; yes $'a\tb' | head -n 130000; } >open.tsv
limits="-t 10 -v 100000" lines=300000 # seconds, KB; a program with a sanitizer needs more
{ (ulimit $limits && "$program" --version); } >/dev/null 2>&1 || limits="-t 120" lines=30000
{ cat head.csv; printf '"'; yes $'\xff' | head -n $lines; } >open.csv
for file in open.tsv open.csv; do
    printf '[data]\ntrain = "%s"\nbad_rows = "skip"\n' $file >open.toml
    check "$file: 10 seconds and 100 MB are enough" bash -c \
        "ulimit $limits; '$program' data open.toml >out 2>err && grep -q ' texts, ' out"
done

mkdir words && echo left >words/up.txt && echo right >words/down.txt && mkfifo words/none.txt
fails 65 'words/none.txt: expected a file with a text per line' "a pipe beside label files" \
    train --set data.train=words base.toml --out refused
ln -s itself itself
fails 66 'itself: ' "a config that is a link to itself" train itself
mkdir looped looped/up looped/down && ln -s 1 looped/up/1 && echo left >looped/down/1
fails 65 'looped/up/1: expected a file with a text' "a text that is a link to itself" \
    train --set data.train=looped base.toml --out refused
