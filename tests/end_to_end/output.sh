# Output that cannot be written: a full disk, no directory, stdout full or closed.

: >regular
fails 73 'regular/run: .*directory cannot be created' "run directory below a regular file" \
    train base.toml --quiet --out regular/run
fails 73 'regular: .*directory cannot be created' "a regular file as run directory" \
    train base.toml --quiet --out regular
check "the file is still there" test -f regular -a ! -s regular
fails 73 'directory cannot be created' "run directory in a file system that takes none" \
    train base.toml --quiet --out /proc/textrnn
mkdir -p taken/model.safetensors
fails 73 'taken/model.safetensors' "a directory in the model's place" \
    train base.toml --quiet --resume --out taken
if [ "$(id -u)" -ne 0 ]; then
    mkdir -p locked && chmod 500 locked
    fails 73 'locked' "read-only directory" train base.toml --quiet --out locked/run
    chmod 700 locked
fi

# With a file size limit, writes fail as on a full disk; it needs no privileges.
cp -r good limited
(ulimit -f 16 && exec "$program" train base.toml --quiet --out limited \
    --set model.hidden_size=64 >out 2>err)
code=$?
check "file size limit: exit code 74" is_failure 74 'limited/[a-z]+.safetensors: writing failed'
check "the earlier model is intact" same_model good limited/previous-1
check "no partial file is left" eval '! find limited | grep partial'

mkdir small
if mount -t tmpfs -o size=96k tmpfs small 2>/dev/null; then
    train small
    check "training on a small file system" same_model good small
    train small --set model.hidden_size=128
    check "full disk: exit code 74" is_failure 74 'small/[a-z.]+: writing failed: No space'
    check "the earlier model is intact" same_model good small/previous-1
    check "no partial file is left" eval '! find small | grep partial'
    rm -rf small/*
    train small
    cat /dev/zero >small/filler 2>/dev/null
    train small --resume
    check "full disk while resuming: exit code 74" \
        is_failure 74 'small/[a-z.]+: writing failed: No space'
    check "the model is intact" same_model good small
    rm small/filler
    train small --resume
    check "with room again it goes on" same_model good small
    umount small
else
    echo "skipped - full disk: only root can mount a small file system"
fi

# unwritten WHAT ARGUMENT...: with stdout full, then closed, the command must exit with 74.
unwritten() {
    local what=$1
    shift
    if [ -w /dev/full ]; then
        "$program" "$@" >/dev/full 2>err
        code=$?
        check "$what, stdout full: exit code 74" is_failure 74 'stdout: writing failed'
    fi
    "$program" "$@" >&- 2>err
    code=$?
    check "$what, stdout closed: exit code 74" is_failure 74 'stdout: writing failed'
}
unwritten config config
unwritten --help --help
unwritten --version --version
unwritten inspect inspect good
unwritten predict predict good test.tsv
unwritten "predict --json" predict good test.tsv --json
unwritten evaluate evaluate good --data test.tsv
unwritten "evaluate --json" evaluate good --data test.tsv --json
unwritten follow follow good "left right"
unwritten explain explain good --text "left right"
unwritten neighbors neighbors good left
unwritten vectors vectors good
unwritten tokens tokens good test.tsv
unwritten "ablate --list" ablate base.toml --list
# The first kilobyte can be written; C's stdout buffers the rest until the end of the program.
(ulimit -f 1 && exec "$program" follow good "left right" >limited/walk 2>err)
code=$?
check "follow, only the end unwritten: exit code 74" is_failure 74 'stdout: writing failed'
unwritten train train base.toml --quiet --out unwritten
check "the model that training had made is there" same_model good unwritten

for command in "" train data evaluate predict explain follow inspect neighbors vectors tokens pretrain \
    ablate config; do
    # shellcheck disable=SC2086 # no argument for ""
    textrnn $command --help
    check "$command --help fits into 80 columns" eval "[ -s out ] && ! grep -E '.{81}' out"
done

if command -v python3 >/dev/null; then
    nonblocking='import os, subprocess, sys
ends = os.pipe()
os.set_blocking(ends[0], False)
child = subprocess.Popen(sys.argv[1:], stdin=ends[0], stdout=subprocess.PIPE)
os.write(ends[1], b"left right\n")
os.close(ends[1])
sys.exit(child.communicate()[0].count(b"\n") != 1 or child.returncode)'
    check "predict waits for a pipe that does not block" \
        python3 -c "$nonblocking" "$program" predict good
fi
