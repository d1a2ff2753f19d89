# Each config has one mistake: textrnn exits with code 78 and names the place.

refuses 78 'unknown key model.hiden_size \(did you mean model.hidden_size\?\)' "unknown key" \
    model.hiden_size=3
refuses 78 'did you mean optimizer.learning_rate' "a key of another section" train.learning_rate=1
refuses 78 'did you mean optimizer.learning_rate' "a usual name for a key" train.lr=1
refuses 78 'did you mean "gru"' "unknown value" model.cell=gur
refuses 78 'did you mean "rnn_tanh" or "rnn_relu"' "the beginning of two values" model.cell=rnn
refuses 78 'model.cell: expected one of .*, found ""' "empty value" model.cell=
refuses 78 'train.epochs: expected an integer .*, found "many"' "wrong type" 'train.epochs="many"'
refuses 78 'train.epochs: expected an integer .*, found 2.5' \
    "fraction for an integer" train.epochs=2.5
refuses 78 'bidirectional: expected true or false, found 1' "number for a truth value" \
    model.bidirectional=1
refuses 78 'data.dev: expected a string, found' "array for a string" 'data.dev=["a", "b"]'
refuses 78 'train.epochs: .*from 1 to .*found 0' "out of range" train.epochs=0
refuses 78 'train.epochs: .*found -1' "negative" train.epochs=-1
refuses 78 'optimizer.beta1=nan: .*expected a number from 0 to 0.999999, found "nan"' "not a number" optimizer.beta1=nan
refuses 78 'nesterov = true needs optimizer.momentum' "contradiction: nesterov without momentum" \
    optimizer.name=sgd optimizer.nesterov=true
refuses 78 'momentum is only for sgd' "contradiction: momentum with adam" optimizer.momentum=0.9
refuses 78 'data.train: expected .*, found "train.tsv.u0000.other"' "a NUL in a path" \
    'data.train="train.tsv\u0000.other"'
refuses 78 'patience needs data.dev' \
    "contradiction: patience without dev" data.dev= train.patience=3
refuses 78 'num_layers is 1' "contradiction: layer_dropout with one layer" model.layer_dropout=0.5
refuses 78 'expected 2 numbers, one per label .*found 3' "class weights for three labels" \
    'train.class_weights=[1, 2, 3]'
refuses 78 'data.train is missing' "no training file" data.train=
refuses 78 'expected section.key=value' "--set without a value" model.cell
refuses 78 'expected section.key=value' "--set without a section" cell=gru

# bad_toml WHAT PATTERN: a config that stdin makes.
bad_toml() {
    cat >bad.toml
    rm -rf refused
    fails 78 "^textrnn: bad.toml:$2" "$1" train bad.toml --quiet --out refused
    [ ! -e refused ] || report 1 "$1: it made the run directory nevertheless"
}
sed 's/^cell.*/cell = gru/' base.toml | bad_toml "TOML: string without quotes" 6
sed 's/^cell.*/cell = "gru/' base.toml | bad_toml "TOML: quote never closed" 6
sed 's/^\[model\]/[model/' base.toml | bad_toml "TOML: bracket never closed" 5
sed 's/^hidden_size.*/hidden_size/' base.toml | bad_toml "TOML: key without a value" 8
sed 's/^hidden_size.*/cell = "lstm"/' base.toml | bad_toml "TOML: key twice" '8:.*cell'
sed 's/^hidden_size/hidden_sise/' base.toml |
    bad_toml "unknown key in a file" '8:.*did you mean model.hidden_size'
sed 's/^\[model\]/[modle]/' base.toml |
    bad_toml "unknown section in a file" '[56]:.*did you mean model'
sed 's/^epochs.*/epochs = 0/' base.toml |
    bad_toml "out of range in a file" '11: train.epochs: .*found 0'
head -c 500 /dev/urandom | bad_toml "random bytes as config" ''
{ printf '\357\273\277'; sed 's/$/\r/' base.toml; } >windows.toml
textrnn train windows.toml --quiet --out windows --set train.epochs=1
check "a config with byte order mark and CRLF is fine" test $code -eq 0
