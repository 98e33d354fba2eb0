# Sourced by ./run and ./test: what the two need from the system and from the Python index. POSIX sh, no bashisms;
# a bare machine has neither make nor always Python.

# Pinned, since no hash list covers the installer itself.
UV_VERSION=0.13.9
MISSING=""
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
