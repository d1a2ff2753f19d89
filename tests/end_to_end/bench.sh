# The benchmark: that it runs, and what it prints; and that vectors are registers in the kernels: a
# function of them that is left in the program makes a text's prediction twice as slow.

vectors_are_registers() {
    nm -C "$program" >names && ! grep -F experimental:: names
}
check "vectors are registers, not arguments of functions" vectors_are_registers

check "a quick benchmark" \
    textrnn bench --quick --shapes small --cells rnn --parts training,text --rounds 2
check "a table of speeds" grep -qE '^small +rnn +lazy_adam +[0-9]+ ' out
check "a table of phases" grep -qE '^shape .* recurrence +backward +weights +reduce +clip' out
check "other figures" grep -qE '^texts to ids, MB/s +[0-9.]+' out
textrnn bench --quick --json --shapes small --cells rnn --parts inference
check "the same as JSON" grep -qE '^ +"shape": "small",$' out
check "only the part that was asked for" grep -qF '"training": [],' out
fails 2 'expected some of .*did you mean "large"' "an unknown shape" bench --shapes small,lage
fails 2 '"lstm", found "lstn"; did you mean "lstm"' "an unknown cell" bench --cells lstn
