# An ablation has equal results, apart from timings, if it is done at once, in parts, by two workers,
# or stopped and resumed. Then the messages for bad input, and the command neighbors.

{ cat base.toml; cat <<'END'; } >grid.toml
[ablation]
seeds = 2
equality_steps = 10
vocabulary_sizes = [100, 300]
cost_rounds = 1
END

ablate() {
    local directory=$1
    shift
    textrnn ablate grid.toml --quiet --out "$directory" "$@"
}

# results DIR: results.json without members that depend on the machine or the time.
results() { grep -vE '"[a-z_]*(seconds|per_second|machine)[a-z_]*":' "$1/results.json"; }
same_results() { test -s "$1/results.json" && diff <(results "$1") <(results "$2"); }

# untouched DIR: no file of a run has changed since mark.
untouched() { test -d "$1/runs" && test -z "$(find "$1/runs" -type f -newer mark)"; }

textrnn ablate grid.toml --list
cp out list
textrnn ablate grid.toml --list
check "--list is always the same" cmp list out
check "a line each: cost, 9 parity runs, 4 arms with 2 seeds" diff <(seq 0 17) <(cut -f 1 list)
check "the runs have names of their own" test -z "$(cut -f 2 list | sort | uniq -d)"

ablate whole
check "a whole ablation" test $code -eq 0
check "a result line each" test "$(grep -c '^\[[0-9]*/18\] ' out)" -eq 18
check "it leaves a report" test -s whole/report.html
# One line of JSON Lines is read only if the whole of it is JSON.
tr -d '\n' <whole/results.json >results.jsonl
textrnn train base.toml --quiet --out refused --set data.train=results.jsonl \
    --set data.text_column=name --set data.label_column=none
check "results.json is valid JSON" is_failure 65 'results.jsonl:1: .*"none"'
check "no run is missing" grep -q '"missing": \[\]' whole/results.json

# parity NAME: the lines of results.json about this parity run.
parity() { grep -A 12 "\"name\": \"$1\"" whole/results.json; }
for optimizer in sgd adagrad adam lazy_adam; do
    check "$optimizer: ordered alike, equal bit for bit" eval 'parity "$optimizer, ordered alike" |
        grep -cE "\"(loss|parameter)_difference\": 0,|\"equal_predictions\": 100,?$" | grep -qx 3'
done
check "adam and lazy_adam are not" \
    eval 'parity "adam against lazy_adam" | grep -q "\"parameter_difference\": 0\.0"'
check "sgd: in one_hot's own order, equal labels" \
    eval 'parity sgd | grep -qE "\"equal_labels\": 100,?$"'

comparison() { grep -A 12 "\"b\": \"$1\"" whole/results.json; }
check "bag_of_words has p-values" eval 'comparison \
    bag_of_words | grep -cE "\"identical\": false|\"p_[a-z_]*\": [0-9]" | grep -qx 5'

cp -r whole once
touch mark
ablate whole --resume
check "resuming a finished ablation does no run" test $code -eq 0 -a "$(grep -c '^\[' out)" -eq 0
check "it touches none of their files" untouched whole
check "it gives the same results" same_results once whole

# Run by run: missing runs are named, finished runs are not done again.
ablate parts --index 10
check "--index does one run" test $code -eq 0 -a "$(ls parts/runs)" = "$(sed -n 11p list | cut -f 2)"
touch mark
textrnn ablate grid.toml --out parts --index 10
check "doing it again is a no-op" test $code -eq 0 -a ! -s out
check "and says so" grep -qE '^\[11/18\] train-lookup-seed-1(-[0-9a-f]{8}){2}: done before$' err
check "its files are untouched" untouched parts
ablate parts --collect
check "--collect with runs missing" test $code -eq 0
check "it names them" diff <(sed 11d list | cut -f 2) <(sed -n 's/^not done: //p' err)
check "it reports nevertheless" grep -q '"id": "train-lookup-seed-1' parts/results.json
for worker in first second; do # both want the same run
    "$program" ablate grid.toml --quiet --out parts --index 12 >$worker 2>&1 &
    eval $worker=$!
done
check "two workers at one run, the first ends well" wait $first
check "so does the second" wait $second
check "one of them has done it" test "$(cat first second | grep -c '^\[13/18\] ')" -eq 1

# Two workers share what is left, and each waits for the other.
"$program" ablate grid.toml --quiet --out parts --resume --threads 1 >first 2>&1 &
child=$!
ablate parts --resume --threads 1
check "two workers with --resume" test $code -eq 0
check "the other one, too" wait $child
child=
check "together they did each run once" \
    test "$(cat first out | grep '^\[' | sort | uniq | wc -l)" -eq 16 -a \
    "$(cat first out | grep -c '^\[')" -eq 16
check "they give the same results" same_results whole parts

# Killed or stopped within a training run.
one=(--set ablation.seeds=1 --set ablation.vocabulary_sizes=[100])
long=(--set 'ablation.arms=["lookup"]' "${one[@]}" --set train.epochs=60
    --set model.hidden_size=24)
ablate calm "${long[@]}"
check "--set chooses arms, seeds and sizes" test $code -eq 0 -a "$(ls calm/runs | wc -l)" -eq 11
run=$(cd calm && echo runs/train-lookup-seed-1-*)
for signal in KILL TERM; do
    "$program" ablate grid.toml --quiet --out harsh --resume "${long[@]}" >out 2>err &
    child=$!
    check "running" await harsh/$run $([ $signal = KILL ] && echo 5 || echo 16)
    end $signal
    if [ $signal = TERM ]; then
        check "SIGTERM: exit code 143" \
            is_failure 143 '^textrnn: stopped; the same command with --resume continues$'
    fi
    check "SIG$signal: it did stop before the end" test ! -e harsh/$run/result.json
done
ablate harsh --resume "${long[@]}"
check "killed, stopped and resumed: the same results" same_results calm harsh

cp -r whole partial
rm -r "$(ls -d partial/runs/train-lookup-* | head -n 1)"
ablate partial --collect
check "arms with other seeds are not identical; one seed has no deviation" \
    test -z "$(grep ': identical' out)" -a "$(grep -c 'lookup [0-9.]*% (1 seed);' out)" -eq 1
started=(--quiet --out started --set 'ablation.arms=["lookup"]'
    --set ablation.seeds=1 --set optimizer.learning_rate=0 --set 'ablation.words=["left", "nowhere"]'
    --set model.start="$(ls -d whole/runs/train-lookup-* | head -n 1)")
textrnn ablate grid.toml "${started[@]}"
check "with a start and rate 0, the neighbours before training are those after it" \
    test "$(grep '"similarity"' started/results.json | sort | uniq -c | grep -c '^ *2 ')" -gt 2
check "a word that the vocabulary lacks is in the report, without neighbours" \
    grep -q '<td>nowhere</td>' started/report.html
cp "$(ls -d whole/runs/train-one_hot-* | head -n 1)/model.safetensors" started/runs/train-lookup-*/
fails 65 'not the model of this run; remove .*train-lookup-.* to repeat the run' \
    "another run's model" ablate grid.toml "${started[@]}" --collect
rm started/runs/train-lookup-*/model.safetensors
mkfifo started/runs/train-lookup-seed-1-pipe 2>/dev/null && mv started/runs/train-lookup-seed-1-pipe \
    "$(ls -d started/runs/train-lookup-*/)model.safetensors"
fails 65 'missing, or no file; remove .* to repeat the run' "a pipe in place of a model" \
    ablate grid.toml "${started[@]}" --collect
rm -r started/runs/train-lookup-*/
ablate started "${started[@]}" --resume
check "once the directory is removed, its run is done again" test $code -eq 0

few=(--set 'ablation.arms=["bag_of_words"]' "${one[@]}")
if command -v flock >/dev/null; then
    flock whole/report.lock sleep 60 &
    holder=$!
    "$program" ablate grid.toml --quiet --out whole --collect >out 2>err &
    child=$!
    sleep 0.5
    end TERM
    check "SIGTERM ends a collector that waits for another one" is_failure 143 ': stopped'
    pkill -P $holder
    wait $holder
    search=("${few[@]}" --set ablation.search=[0.1])
    textrnn ablate grid.toml --list "${search[@]}"
    held=held/runs/$(cut -f 2 out | grep search-)
    mkdir -p "$held"
    flock "$held/lock" "$program" ablate grid.toml --quiet --out held "${search[@]}" --resume \
        >out 2>err
    code=$?
    check "a search run that fails has no result, as only a divergence has the accuracy 0" \
        test $code -eq 1 -a "$(grep -c 'failed: .*another process' err)" -eq 2 -a \
        ! -e "$held/result.json"
fi
ablate again "${few[@]}"
cp again/results.json before.json
ablate again "${few[@]}"
check "without --resume, an earlier ablation moves aside" \
    cmp before.json again/previous-1/results.json
check "with its runs" diff <(ls again/runs) <(ls again/previous-1/runs)
check "and all is done again" same_results again/previous-1 again

# A run belongs to its data: of a file, or of a folder.
cp -r again others
cp test.tsv kept.tsv
for change in "test.tsv 60" "train.tsv 200" "dev.tsv 50"; do
    set -- $change
    cp $1 kept.tsv
    head -n $(($2 + 1)) kept.tsv >$1
    textrnn ablate grid.toml --out others "${few[@]}" --collect
    check "$1 was replaced: no run is done" test $code -eq 66 -a "$(grep -c 'use --out$' err)" -eq 1
    check "the report of the earlier data stays" cmp again/results.json others/results.json
    check "it says so in one line" test "$(grep -c '^the data have changed: 10 finished runs' err)" -eq 1
    ablate others "${few[@]}" --resume
    check "--resume does the runs with these data" \
        test $code -eq 0 -a "$(grep -c '^\[' out)" -eq 10 -a "$(ls others/runs | wc -l)" -eq 21
    mv kept.tsv $1
    rm -rf others
    cp -r again others
done
touch mark
mkdir another_place
cp {train,dev,test}.tsv grid.toml another_place
(cd another_place && "$program" ablate grid.toml --quiet --out ../others "${few[@]}" --resume >out 2>err)
check "the same data in another place: the same runs" eval 'untouched others && ! grep "^\[" another_place/out'
run=train-bag_of_words-seed-1
sed 's/"right": "./&01/' again/runs/$run-*/result.json >$(echo others/runs/$run-*)/result.json
fails 65 "$run.*result.json: its names or figures do not fit" "a result of other data" \
    ablate grid.toml --quiet --out others "${few[@]}" --collect
cp again/runs/equality-adam-[0-9a-f]*/result.json $(echo others/runs/equality-sgd-[0-9a-f]*)
fails 65 "equality-sgd.*result.json: its names or figures do not fit" "another run's result" \
    ablate grid.toml --quiet --out others "${few[@]}" --collect

# Workers share the directory; nobody moves it away from under them.
"$program" ablate grid.toml --quiet --out shared --resume "${long[@]}" >out 2>err &
child=$!
check "a worker runs" await shared/$(cd calm && echo runs/train-lookup-seed-1-*) 3
fails 73 '^textrnn: shared: another ablation is running .*--resume' "ablate beside a worker" \
    ablate grid.toml --quiet --out shared "${long[@]}"
ablate shared --collect "${long[@]}"
check "--collect beside a worker" test $code -eq 0 -a -s shared/results.json
kill -STOP $child
for leftover in shared/{results.json,report.html,thesis} \
    "$(echo shared/runs/train-lookup-*)/result.json"; do
    echo >"$leftover.0123456789abcdef.partial"
done
end KILL
ablate shared --resume "${long[@]}"
check "killed and resumed: the same results" same_results calm shared
check "leftovers are swept, others stay" \
    test "$(find shared -name '*.partial')" = shared/thesis.0123456789abcdef.partial

# Kills at random moments of workers, collectors and of setting aside, which have equal process ids.
(unshare --pid --fork true) 2>/dev/null && own_ids="unshare --pid --fork --kill-child" || own_ids=
cp -r again struck
rm -r struck/previous-1
kills=0
for ((i = 0; i < ${KILLS:-20}; ++i)); do
    case $((i % 4)) in
    0) options=() ;; # sets the earlier ablation aside
    *) options=(--resume) ;;
    esac
    $own_ids "$program" ablate grid.toml --quiet --out struck "${few[@]}" "${options[@]}" >out 2>err &
    child=$!
    sleep 0.0$((RANDOM % 10)) # the first ablation can be set aside only if no collector is there
    for ((k = 0; k < 3; ++k)); do # each reads whole files, or none
        $own_ids "$program" ablate grid.toml --quiet --out struck "${few[@]}" --collect \
            >collected.$k 2>&1 &
        collectors[k]=$!
    done
    sleep 0.$((RANDOM % 2))$((RANDOM % 10))
    end KILL
    [ $code -eq 137 ] && kills=$((kills + 1))
    kill -KILL ${collectors[0]} 2>/dev/null
    for ((k = 0; k < 3; ++k)); do
        { wait ${collectors[k]}; } 2>/dev/null
        code=$?
        [ $code -eq 0 ] || [ $k -eq 0 -a $code -eq 137 ] || report 1 "collector $k: $(cat collected.$k)"
    done
    [ -s struck/results.json ] || report 1 "no results after kill $i"
done
ablate struck "${few[@]}" --resume
check "after ${KILLS:-20} signals, $kills of them in time, the results are the same" \
    same_results again struck
check "nothing is left over" diff /dev/null \
    <(find struck/* -path '*/previous-*' -prune -o -name '*.partial' -print)
found=
for directory in struck struck/previous-*; do # none if each kill came before an ablation was set aside
    [ -d $directory ] || continue
    check "$directory/results.json is whole" test "$(tail -n 1 $directory/results.json)" = "}"
    diff -r again/runs $directory/runs >/dev/null && found=yes
done
check "the runs of the first ablation are still there" test "$found"

mkdir trained && echo mine >trained/report.html && touch trained/lock # as of textrnn train
ablate trained "${few[@]}" --index 0
check "in a directory of textrnn train, a user's files move away" \
    grep -qx mine trained/previous-1/report.html
mkdir own && echo mine >own/results.json
textrnn ablate grid.toml --collect --out own
check "--collect moves a user's results.json away" grep -qx mine own/previous-1/results.json
check "--collect where nothing was done: a report" test -s own/report.html
mkdir -p theirs/runs/photos && echo mine >theirs/report.html
ablate theirs "${few[@]}" --index 0 && ablate theirs "${few[@]}" --collect
check "--index moves a user's report.html away, but not a folder runs" \
    test "$(cat theirs/previous-1/report.html)" = mine -a -d theirs/runs/photos
mkdir -p other/runs/model
fails 73 'other/runs: not written by textrnn ablate' "a folder of other runs is not moved" \
    ablate grid.toml "${few[@]}" --out other
fails 66 'typo: no such directory' "--collect without a directory" \
    ablate grid.toml --collect --out typo
mkdir -p late/results.json
touch late/ablation.lock
fails 73 'late/results.json: expected a file; use --out' "a folder in place of a report, before any run" \
    ablate grid.toml "${few[@]}" --out late --resume
check "no run was done" test ! -e late/runs
rm struck/report.html && ln -s report.html struck/report.html
fails 74 'struck/report.html: Too many levels' "a link to itself in place of a report" \
    ablate grid.toml "${few[@]}" --out struck --collect
rm struck/report.html
fifo=$(echo struck/runs/train-bag_of_words-seed-1*)/result.json
rm "$fifo" && mkfifo "$fifo"
fails 73 'result.json: expected a file' "a pipe in place of a result" \
    ablate grid.toml --out struck "${few[@]}" --resume --quiet
fails 66 'again: has the report of other runs' "--collect with another config" \
    ablate grid.toml --collect --out again --set train.seed=77
check "the other config's report is kept" test -s again/results.json
fails 66 'again: has the report of other runs' "--collect with another rate, but the same cost run" \
    ablate grid.toml --collect --out again "${few[@]}" --set optimizer.learning_rate=0.5
fails 78 'ablation.arms: expected some of "lookup".*"lokup"' "unknown arm" \
    ablate grid.toml --set 'ablation.arms=["lookup", "lokup"]' --out refused
fails 2 'index: expected an integer from 0 to 17, found "18"' "--index out of range" \
    ablate grid.toml --index 18 --out refused
fails 78 'vocabulary_sizes.*abc' "vocabulary sizes that are none" \
    ablate grid.toml --set 'ablation.vocabulary_sizes=["abc"]' --out refused
fails 78 'seeds: expected an integer from 1' "no seed" \
    ablate grid.toml --set ablation.seeds=0 --out refused
fails 78 'an ablation needs data.test' "no test data" \
    ablate grid.toml --set data.test= --out refused
fails 78 'an ablation needs data.dev' "no dev data" ablate grid.toml --set data.dev= --out refused
fails 78 'different arms' "an arm twice" \
    ablate grid.toml --set 'ablation.arms=["lookup", "lookup"]' --out refused
fails 78 'different .*sizes' "a size twice" \
    ablate grid.toml --set ablation.vocabulary_sizes=[100,100] --out refused
fails 78 'different .*widths' "a width twice" \
    ablate grid.toml --set ablation.widths=[8,8] --out refused
fails 2 '--index and --collect exclude each other' "--index with --collect" \
    ablate grid.toml --index 0 --collect --out refused
fails 66 'gone.tsv: no such file' "a missing file, before any run" \
    ablate grid.toml --set data.test=gone.tsv --out refused
printf '1 8\nleft 0 0 0 0 0 0 0 1\n' >one.vec
fails 78 'needs arms with an embedding' "vectors for an arm without embedding, before any run" \
    ablate grid.toml --set model.start=one.vec --set 'ablation.arms=["one_hot_direct"]' --out refused
fails 78 'an ablation needs train.seed \+ ablation.seeds <= 10\^9 \+ 1' \
    "a seed beyond the limit, before any run" \
    ablate grid.toml --set train.seed=1000000000 --out refused
textrnn ablate grid.toml --set train.seed=999999999 --list
check "the largest seed" grep -q 'train-lookup-seed-1000000000-' out
fails 78 'an ablation needs files, which' "model.start from a pipe, before any run" \
    ablate grid.toml --set model.start=- --out refused
mkfifo data.pipe
fails 78 'an ablation needs files, which' "a named pipe as data, before any run" \
    ablate grid.toml --set data.test=data.pipe --list
fails 66 'gone: no such file' "a missing model.start, before any run" \
    ablate grid.toml --set model.start=gone --out refused
fails 78 'an ablation needs a cell' "a model without cell" \
    ablate grid.toml --set model.cell=none --out refused
damaged=$(echo again/runs/train-bag_of_words-*/result.json)
for bytes in 0 100; do
    cp "$damaged" saved.json
    head -c $bytes saved.json >"$damaged"
    for option in --collect --resume; do
        fails 65 "^textrnn: $damaged:" "$option with $bytes bytes of a result" \
            ablate grid.toml --quiet --out again "${few[@]}" $option
    done
    cp saved.json "$damaged"
done
echo '{"arm": "lookup"}' >"$damaged"
fails 65 'result.json: "seed" is missing' "a result without members" \
    ablate grid.toml --quiet --out again "${few[@]}" --collect
rm "$damaged"
ablate again "${few[@]}" --resume
check "once the damaged file is removed, its run is done again" same_results again/previous-1 again

if parallel --version 2>/dev/null | grep -q GNU; then
    TEXTRNN=$program "$here/../../configs/ablation.parallel" grid.toml parallel 2 >out 2>err
    code=$?
    check "GNU parallel" test $code -eq 0
    check "it gives the same results" same_results whole parallel
    touch mark
    TEXTRNN=$program "$here/../../configs/ablation.parallel" grid.toml parallel 2 >out 2>err
    check "doing it again does no run" eval 'untouched parallel && ! grep "^\[" out'
else
    echo "skipped - configs/ablation.parallel: GNU parallel is not installed"
fi

textrnn neighbors whole/runs/train-lookup-seed-1-* left right -k 3
check "neighbors: each word, then k lines" test $code -eq 0 -a \
    "$(sed 's/^  -*[01][.][0-9]*  [a-z]*$/+/' out | tr '\n' ' ')" = "left + + + right + + + "
textrnn neighbors good left -k 2 --json
neighbor='\{"word": ?"[a-z]+", ?"similarity": ?[-0-9.e]+\}'
check "neighbors --json: a line each" test $code -eq 0 -a \
    "$(grep -cE "^\{\"word\": ?\"left\", ?\"neighbors\": ?\[$neighbor, ?$neighbor\]\}$" out)" -eq 1
textrnn neighbors good left -k 1000000
check "neighbors: no more than the vocabulary has" test $code -eq 0 -a "$(wc -l <out)" -eq 12
fails 2 '"lfet" is not in .*vocabulary; did you mean "?left"?\?' "neighbors: unknown word" \
    neighbors good right lfet
check "nothing was answered before" test ! -s out

"$here/report_browser" whole/report.html >browser
code=$?
cat browser
check "report.html in a browser" test $code -eq 0
