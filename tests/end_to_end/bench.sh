# The benchmark program, which `make bench` builds beside PROGRAM: its tables, its JSON, its errors.
# First, a property of the kernels' code that only a benchmark would show otherwise.

# A vector that is an argument of a function lies in memory: a prediction takes twice as long.
vectors_are_registers() {
    nm -C "$program" >names && ! grep -F experimental:: names
}
check "vectors are registers, not arguments of functions" vectors_are_registers

# of_bench COMMAND...: runs a command of these tests with the benchmark as the program.
of_bench() {
    local program=$(dirname "$program")/bench
    "$@"
}
bench() { of_bench textrnn "$@"; }

check "a quick benchmark" \
    bench --quick --shapes small --cells rnn --parts training,text --rounds 2
check "a table of speeds" grep -qE '^small +rnn +lazy_adam +[0-9]+ ' out
check "a table of phases" \
    grep -qE '^shape .* step_ms +pack +forward +backward +reduce +clip +update$' out
check "other figures" grep -qE '^texts to ids, MB/s +[0-9.]+' out
bench --quick --json --shapes small --cells rnn --parts inference
check "the same as JSON" grep -qE '^ +"shape": "small",$' out
check "only the selected part" grep -qF '"training": [],' out
check "--help" bench --help
check "--help names the program" grep -qx 'Usage: bench \[OPTION\]...' out
of_bench fails 2 'expected some of .*did you mean "large"' "an unknown shape" \
    --shapes small,lage
of_bench fails 2 '"lstm", found "lstn"; did you mean "lstm"' "an unknown cell" \
    --cells lstn
of_bench fails 2 'unknown option --rouns; did you mean --rounds\? \(see bench' \
    "an unknown option" --rouns 3
