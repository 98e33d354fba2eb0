# Sourced by ./run and ./test: what the two need from the system and from the Python index. POSIX sh, no bashisms;
# a bare machine has neither make nor always Python.

# Pinned, since no hash list covers the installer itself.
UV_VERSION=0.13.9
MISSING=""
WISHED=""
PYTHON=""

say() { printf '%s\n' "$*"; }

fail() {
    printf '%s\n' "$*" >&2
    exit 1
}

# Python 3.11 or newer that can make virtual environments; an existing .venv decides first.
find_python() {
    for candidate in .venv/bin/python python3.13 python3.12 python3.11 python3; do
        if "$candidate" -c 'import sys, ssl, sqlite3, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' \
            >/dev/null 2>&1; then
            PYTHON=$candidate
            return 0
        fi
    done
    return 1
}

need_package() { MISSING="$MISSING $1"; }

need_python() { find_python || { need_package python3 && need_package python3-venv; }; }

need_file() { [ -e "$1" ] || need_package "$2"; }

need_command() { command -v "$1" >/dev/null 2>&1 || need_package "$2"; }

# need_library SONAME PACKAGE
need_library() {
    for ldconfig in ldconfig /sbin/ldconfig /usr/sbin/ldconfig; do
        if command -v "$ldconfig" >/dev/null 2>&1; then
            "$ldconfig" -p 2>/dev/null | grep -q "[[:space:]]$1 " && return 0
            break
        fi
    done
    need_package "$2"
}

# Installs what need_… noted, or prints the line that does and ends.
install_system_packages() {
    [ -n "$MISSING" ] || return 0
    line="apt-get install --yes --no-install-recommends$MISSING"
    if ! command -v apt-get >/dev/null 2>&1; then
        fail "This system lacks what Debian calls:$MISSING. Install these with its own package manager, then type the command again."
    elif [ "$(id -u)" = 0 ]; then
        say "Installing from the system's packages:$MISSING …"
        as_root=""
    elif command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null; then
        say "Installing from the system's packages (sudo):$MISSING …"
        as_root="sudo -n"
    else
        say "The system lacks:$MISSING. Type this line, then the command again:"
        fail "  sudo apt-get update && sudo $line"
    fi
    log=$(mktemp)
    # shellcheck disable=SC2086 # words are meant to be split
    if ! { $as_root env DEBIAN_FRONTEND=noninteractive apt-get update &&
        $as_root env DEBIAN_FRONTEND=noninteractive $line; } >"$log" 2>&1; then
        tail -n 20 "$log" >&2
        rm -f "$log"
        fail "apt could not install the packages. Try by hand:  $line"
    fi
    rm -f "$log"
    MISSING=""
    [ -n "$PYTHON" ] || find_python || fail "Python 3.11 or newer is needed; this system's packages have only an older one."
}

# Real search servers for the tests: PostgreSQL, and Maven, which brings Elasticsearch (and a Java where there is none).
# Not needed: tests/search says in one line which engine it left out and why, and is strict only where CI is set.
wish_search_servers() {
    [ "${KAEJON_ENGINES:-}" != sqlite ] || return 0
    set -- /usr/lib/postgresql/*/bin/initdb
    [ -e "$1" ] || command -v initdb >/dev/null 2>&1 || WISHED="$WISHED postgresql"
    command -v mvn >/dev/null 2>&1 || WISHED="$WISHED maven"
}

# Installs what wish_… noted where that needs nobody; otherwise goes on without.
install_wished_packages() {
    [ -n "$WISHED" ] && command -v apt-get >/dev/null 2>&1 || return 0
    if [ "$(id -u)" = 0 ]; then
        as_root=""
    elif command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null; then
        as_root="sudo -n"
    else
        return 0
    fi
    say "Installing for the tests of search, from the system's packages:$WISHED …"
    # The package must not make and start a database server of its own on this machine.
    quiet=/etc/postgresql-common/createcluster.d
    made=""
    if [ ! -e "$quiet" ]; then
        made=$quiet/kaejon-tests.conf
        $as_root mkdir -p "$quiet"
        printf 'create_main_cluster = false\n' | $as_root tee "$made" >/dev/null
    fi
    log=$(mktemp)
    # shellcheck disable=SC2086 # words are meant to be split
    $as_root env DEBIAN_FRONTEND=noninteractive apt-get update >"$log" 2>&1 &&
        $as_root env DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends $WISHED \
            >"$log" 2>&1 || { say "… which apt could not do:" && tail -n 2 "$log"; }
    [ -z "$made" ] || $as_root rm -f "$made"
    rm -f "$log"
    WISHED=""
}

make_venv() {
    [ "$PYTHON" = .venv/bin/python ] && return 0
    say "Making .venv with $($PYTHON --version) …"
    "$PYTHON" -m venv --clear .venv
}

# install_requirements FILE: skipped while the file, Python and this folder are those of the last time.
install_requirements() {
    stamp=".venv/installed-$1"
    wanted=$({
        pwd
        .venv/bin/python -c 'import sys; print(sys.version)'
        cat requirements.txt "$1"
    } | cksum)
    [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$wanted" ] && return 0
    say "Installing $1 (a minute at most with uv, about two with pip) …"
    # The index's own installer is much faster; where it cannot be had, pip does the same.
    if .venv/bin/python -m uv --version >/dev/null 2>&1 ||
        .venv/bin/python -m pip install --quiet --disable-pip-version-check "uv==$UV_VERSION" >/dev/null 2>&1; then
        .venv/bin/python -m uv pip install --quiet --python .venv/bin/python --require-hashes -r "$1" ||
            pip_install "$1"
    else
        pip_install "$1"
    fi
    printf '%s\n' "$wanted" >"$stamp"
}

pip_install() {
    say "… with pip"
    .venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r "$1"
}
