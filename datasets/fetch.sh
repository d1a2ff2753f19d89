#!/bin/bash
# Downloads a public data set from its official address and writes the TSV files that configs/ name:
#     datasets/fetch.sh imdb|sst2|mr|trec6|agnews [--mirror URL]
# An interrupted download is resumed. Archives are verified before they are unpacked; only regular
# files are unpacked, into a new folder. The data set's folder appears when it is complete. With
# --mirror (or TEXTRNN_MIRROR), an http or file:// URL, all files are downloaded from there; a
# SHA256SUMS file of the mirror replaces the checksums below.
set -euo pipefail
export LC_ALL=C
unset CDPATH # cd would print the folder
here=$(cd "$(dirname "$0")" && pwd)
downloads=$here/downloads

fail() { echo "fetch.sh: $*" >&2; exit 1; }
need() { command -v "$1" >/dev/null || fail "$1 is missing: install the package ${2:-$1}"; }

# set, file, address, checksum. Sources of the checksums: imdb: the public archive's MD5; agnews:
# torchtext (MD5); trec6, mr: download_checksums of Hugging Face's datasets trec and rotten_tomatoes
# (SHA-256); sst2: public loaders (SHA-256).
files() {
    cat <<'TABLE'
imdb aclImdb_v1.tar.gz https://ai.stanford.edu/~amaas/data/sentiment/aclImdb_v1.tar.gz md5:7c2ac02c03563afcf9b574c7e56c153a
sst2 trainDevTestTrees_PTB.zip https://nlp.stanford.edu/sentiment/trainDevTestTrees_PTB.zip sha256:5c613a4f673fc74097d523a2c83f38e0cc462984d847b82c7aaf36b01cbbbfcc
mr rt-polaritydata.tar.gz https://www.cs.cornell.edu/people/pabo/movie-review-data/rt-polaritydata.tar.gz sha256:a05befe52aafda71d458d188a1c54506a998b1308613ba76bbda2e5029409ce9
trec6 train_5500.label https://cogcomp.seas.upenn.edu/Data/QA/QC/train_5500.label sha256:9e4c8bdcaffb96ed61041bd64b564183d52793a8e91d84fc3a8646885f466ec3
trec6 TREC_10.label https://cogcomp.seas.upenn.edu/Data/QA/QC/TREC_10.label sha256:033f22c028c2bbba9ca682f68ffe204dc1aa6e1cf35dd6207f2d4ca67f0d0e8e
agnews train.csv https://raw.githubusercontent.com/mhjabreel/CharCnn_Keras/master/data/ag_news_csv/train.csv md5:b1a00f826fdfbd249f79597b59e1dc12
agnews test.csv https://raw.githubusercontent.com/mhjabreel/CharCnn_Keras/master/data/ag_news_csv/test.csv md5:d52ea96a97a2d943681189a97654912d
TABLE
}

patience=(--connect-timeout 20 --speed-limit 1 --speed-time 60) # a silent server is an error
# fetch_url URL TARGET: downloads to TARGET.part, resuming, and renames when complete.
fetch_url() {
    local code=0
    curl --fail --location --silent --show-error --retry 3 "${patience[@]}" \
        --continue-at - --output "$2.part" "$1" 2>"$2.log" || code=$?
    # 33, 36: the server cannot resume (or there is nothing left to send): from the start
    if [ $code = 33 ] || [ $code = 36 ] || { [ $code = 22 ] && [ -s "$2.part" ]; }; then
        rm -f "$2.part"; code=0
        curl --fail --location --silent --show-error "${patience[@]}" --output "$2.part" "$1" 2>"$2.log" || code=$?
    fi
    if [ $code != 0 ]; then
        fail "$1: cannot be downloaded ($(tail -n 1 "$2.log")); check the network and run the" \
            "same command again, it goes on where it stopped"
    fi
    rm -f "$2.log"
    [ -e "$2.part" ] || : > "$2.part"
    mv "$2.part" "$2"
}

sum_of() { "$1sum" < "$2" | cut -d' ' -f1; } # md5 or sha256

# verify FILE CHECKSUM
verify() {
    local kind=${2%%:*} expected=${2#*:} found
    found=$(sum_of "$kind" "$1")
    if [ "$found" != "$expected" ]; then
        mv "$1" "$1.wrong"
        fail "${1##*/}: expected the $kind checksum $expected, found $found; the file is now" \
            "$1.wrong: run the same command again, or ask the publisher"
    fi
}

# unpack_tar ARCHIVE FOLDER PATTERN...: the members that match, which must be regular files.
unpack_tar() {
    local archive=$1 folder=$2 odd
    shift 2
    odd=$(tar --quoting-style=escape --wildcards -tvzf "$archive" "$@" 2>/dev/null |
        awk '!/^[-d]/ { print $6; exit }') || true
    [ -z "$odd" ] || fail "${archive##*/}: the member $odd is not a regular file"
    tar --no-same-owner --no-same-permissions --wildcards -xzf "$archive" -C "$folder" "$@" 2>/dev/null ||
        fail "${archive##*/}: expected the members $*"
}

mirror_checksum() { # FILE: from the mirror's SHA256SUMS, if it has one
    curl --fail --silent "${patience[@]}" "$mirror/SHA256SUMS" 2>/dev/null | awk -v f="$1" '$2 == f { print "sha256:" $1 }'
}

download_all() {
    mkdir -p "$downloads/$set"
    local name file url checksum own
    while read -r name file url checksum; do
        [ "$name" = "$set" ] || continue
        if [ -n "$mirror" ]; then
            url=$mirror/$file
            own=$(mirror_checksum "$file" || true)
            checksum=${own:-$checksum}
        fi
        [ -e "$downloads/$set/$file" ] || fetch_url "$url" "$downloads/$set/$file"
        verify "$downloads/$set/$file" "$checksum"
    done < <(files)
}

# write FILE: a header, then "label<TAB>text" lines from stdin, without stray tabs or returns.
write() { awk 'BEGIN { print "label\ttext" } { gsub(/\r/, " "); print }' > "$out/$1.tsv"; }
# every N K: about K of N lines, evenly spread, go to dev; the others to train.
split_dev() {
    awk -v all="$1" -v part="$2" -v dev="$in/dev.lines" -v train="$in/train.lines" '
        { print > (int(NR * part / all) > int((NR - 1) * part / all) ? dev : train) }'
    touch "$in/dev.lines" "$in/train.lines"
    write dev < "$in/dev.lines"; write train < "$in/train.lines"
}

# The review of each file of a folder, its movie's number in front: "0064354<TAB>label<TAB>text".
# Line n+1 of urls_LABEL.txt names the movie of reviews n_*.txt.
imdb_reviews() { # FOLDER LABEL URLS
    find "$1" -name '*.txt' -print0 | sort -zV | xargs -0 awk '
        FNR == 1 { if (NR > 1) print ""; n = FILENAME; sub(".*/", "", n); sub("_.*", "", n); printf "%s\t", n }
        { gsub(/[\t\r]/, " "); printf "%s%s", (FNR > 1 ? " " : ""), $0 }
        END { print "" }' | awk -F'\t' -v label="$2" '
        NR == FNR { gsub(/[^0-9]/, ""); movie[FNR - 1] = $0; next }
        { print movie[$1] "\t" label "\t" $2 }' "$3" -
}
make_imdb() {
    unpack_tar "$downloads/imdb/aclImdb_v1.tar.gz" "$in" 'aclImdb/train/*' 'aclImdb/test/*'
    local root=$in/aclImdb
    { imdb_reviews "$root/train/neg" negative "$root/train/urls_neg.txt"
      imdb_reviews "$root/train/pos" positive "$root/train/urls_pos.txt"; } > "$in/all"
    # Whole movies go to dev: those whose number ends in 0, about a tenth.
    awk -F'\t' '$1 ~ /0$/ { print $2 "\t" $3 }' "$in/all" | write dev
    awk -F'\t' '$1 !~ /0$/ { print $2 "\t" $3 }' "$in/all" | write train
    { imdb_reviews "$root/test/neg" negative "$root/test/urls_neg.txt"
      imdb_reviews "$root/test/pos" positive "$root/test/urls_pos.txt"; } | cut -f2- | write test
    if [ -d "$root/train/unsup" ]; then
        imdb_reviews "$root/train/unsup" x "$root/train/urls_unsup.txt" | cut -f3- > "$out/unlabelled.txt"
    fi
}

# Trees like (3 (2 It) (4 works)): the digit after a parenthesis is the sentiment of what it holds,
# 0 to 4; 2, neutral, is dropped. `phrases` = 1 prints every subtree, else the whole sentence.
trees() {
    awk -v phrases="$1" '
    function show(label, from,   text, i) {
        for (i = from; i <= words; ++i) text = text (i > from ? " " : "") word[i]
        gsub(/\\\//, "/", text)
        if (label != 2 && !seen[label, text]++) print (label < 2 ? "negative" : "positive") "\t" text
    }
    {
        if (!phrases) split("", seen)
        gsub(/\(/, " ( "); gsub(/\)/, " ) ")
        depth = words = 0
        for (f = 1; f <= NF; ++f) {
            if ($f == "(") { ++depth; sentiment[depth] = $(++f); start[depth] = words + 1 }
            else if ($f == ")") { if (phrases || depth == 1) show(sentiment[depth], start[depth]); --depth }
            else word[++words] = $f
        }
    }'
}
make_sst2() {
    need unzip
    local part # unzip -p writes a member's bytes to stdout: a link is not followed
    for part in train dev test; do
        unzip -p "$downloads/sst2/trainDevTestTrees_PTB.zip" "trees/$part.txt" > "$in/$part" ||
            fail "trainDevTestTrees_PTB.zip: expected the member trees/$part.txt"
        trees 0 < "$in/$part" | write $part
    done
    # Short sentences of dev and test are phrases of training trees, too: they are left out.
    trees 1 < "$in/train" | awk -F'\t' -v dev="$out/dev.tsv" -v test="$out/test.tsv" '
        BEGIN { while ((getline < dev) > 0 || (getline < test) > 0) held[$2] = 1 }
        !($2 in held)' | write train_phrases
}

make_mr() { # every tenth line of each class goes to test, another tenth to dev
    unpack_tar "$downloads/mr/rt-polaritydata.tar.gz" "$in" \
        rt-polaritydata/rt-polarity.neg rt-polaritydata/rt-polarity.pos
    for label in neg pos; do
        iconv -f ISO-8859-1 -t UTF-8 "$in/rt-polaritydata/rt-polarity.$label" | tr '\t' ' ' |
            awk -v in_="$in" -v label="$label" '{
                file = NR % 10 == 0 ? "test" : NR % 10 == 5 ? "dev" : "train"
                sub(/ +\r?$/, "")
                print (label == "neg" ? "negative" : "positive") "\t" $0 >> (in_ "/" file ".lines")
            }'
    done
    for part in train dev test; do touch "$in/$part.lines"; write $part < "$in/$part.lines"; done
}

questions() { # "DESC:manner How did ..." -> "DESC<TAB>How did ..."
    iconv -f ISO-8859-1 -t UTF-8 "$1" | tr '\t' ' ' | sed -E 's/^([A-Z]+):[^ ]* /\1\t/'
}
make_trec6() {
    questions "$downloads/trec6/train_5500.label" | split_dev 5452 500
    questions "$downloads/trec6/TREC_10.label" | write test
}

news() { # "3","Title","Text with ""quotes""" -> "Business<TAB>Title Text with "quotes""
    awk '{
        label = substr($0, 2, 1)
        text = substr($0, 6, length($0) - 6)
        gsub(/","/, " ", text); gsub(/""/, "\"", text); gsub(/\\/, " ", text); gsub(/\t/, " ", text)
        split("World Sports Business Sci/Tech", names, " ")
        print names[label] "\t" text
    }' < <(tr -d '\r' < "$1")
}
make_agnews() {
    news "$downloads/agnews/train.csv" | split_dev 120000 7600
    news "$downloads/agnews/test.csv" | write test
}

set='' mirror=${TEXTRNN_MIRROR:-}
while [ $# -gt 0 ]; do
    case $1 in
        --mirror) [ $# -ge 2 ] || fail "--mirror needs a URL"; mirror=${2%/}; shift 2 ;;
        imdb | sst2 | mr | trec6 | agnews) set=$1; shift ;;
        *) fail "unknown data set $1: expected imdb, sst2, mr, trec6 or agnews" ;;
    esac
done
[ -n "$set" ] || fail "name a data set: imdb, sst2, mr, trec6 or agnews"
target=${TEXTRNN_DATASETS:-$here}/$set
if [ -e "$target/test.tsv" ] && [ ! -e "$target/.incomplete" ]; then
    echo "$target is there already"
    exit 0
fi
need curl
need flock util-linux
mkdir -p "$downloads"
exec 9> "$downloads/$set.lock"
flock --nonblock 9 || fail "another fetch.sh is fetching $set"
rm -rf "$downloads/$set."???????? # left by a killed call
download_all
work=$(mktemp -d "$downloads/$set.XXXXXXXX") # new: nobody else's files are in it
trap 'rm -rf "$work"' EXIT
in=$work/in out=$work/out # unpacked files and intermediate ones; the data set
mkdir "$in" "$out"
"make_$set"
[ -e "$target/.incomplete" ] || [ -z "$(ls -A "$target" 2>/dev/null)" ] ||
    fail "$target has other files: move them away"
mkdir -p "$target"
touch "$target/.incomplete"
for file in "$out"/*; do [ "${file##*/}" = test.tsv ] || mv -T "$file" "$target/${file##*/}"; done
mv -T "$out/test.tsv" "$target/test.tsv"
rm "$target/.incomplete" # last: the set is complete
wc -l "$target"/*.tsv >&2
