# shellcheck shell=sh disable=SC2154  # root, worker_python and requirements are those of ./dev
# Part of ./dev: other versions of QGIS than the system's, each in a Debian 13 of its own. A tree is
# a folder that is made once and kept; commands enter it with enter_tree.sh.

trees=${XDG_CACHE_HOME:-$HOME/.cache}/sourcerer
tree_suite=trixie
tree_python=3.13
# The font, because QGIS would look for it in the network; iproute2 for the tree's own loopback.
tree_packages="$qgis_packages fonts-open-sans iproute2 python3-venv xauth xvfb"

# tree_release VERSION: where that QGIS comes from; fails for one that we do not know.
tree_release() {
    case $1 in
        3.40) echo "$tree_suite" ;;
        3.44) echo "$tree_suite-backports" ;;
        *) die "There is no tree for QGIS '$1', but for 3.40 and 3.44" ;;
    esac
}

# What the tests in a tree need beyond pytest's own: numpy is Debian's there.
tree_requirements() { grep -v '^numpy' "$requirements/test-qgis.txt"; }

# tree_recipe VERSION: changes where a tree has to be made again.
tree_recipe() {
    { echo "$1 $tree_suite $tree_python $tree_packages"; tree_requirements; } |
        sha256sum | cut -d ' ' -f 1
}

# tree_mirror: where the system's own Debian comes from; empty before the first apt-get update.
tree_mirror() {
    # shellcheck disable=SC2016  # apt puts these in
    apt-get indextargets --format '$(LABEL) $(COMPONENT) $(REPO_URI)' 'Created-By: Packages' |
        sed -n 's/^Debian main //p' | head -n 1
}

# need_tree VERSION: makes its tree where there is none, or an old one.
need_tree() {
    release=$(tree_release "$1")
    for needed in apt-get unshare flock; do
        command -v "$needed" >/dev/null 2>&1 ||
            die "QGIS $1 runs in a Debian made by this system: $needed is missing"
    done
    as_root unshare --mount --pid --net --ipc --fork true ||
        die "QGIS $1 needs a root that may make namespaces; a container needs --privileged"
    mkdir -p "$trees/mount"
    is_tree_current "$1" && return 0
    # Another run may make it just now, or be in the old one.
    ( flock 9; make_tree "$1" "$release" ) 9>"$trees/qgis-$1.lock"
}

is_tree_current() {
    [ "$(cat "$trees/qgis-$1/etc/sourcerer-recipe" 2>/dev/null)" = "$(tree_recipe "$1")" ]
}

# make_tree VERSION RELEASE
make_tree() {
    is_tree_current "$1" && return 0
    tree=$trees/qgis-$1
    system_packages mmdebstrap
    mirror=$(tree_mirror)
    if [ -z "$mirror" ]; then
        logged 'apt-get update' as_root apt-get -qq update
        mirror=$(tree_mirror)
    fi
    [ -n "$mirror" ] || die "apt knows no mirror of Debian to make QGIS $1's tree from"

    say "Making $tree: Debian $tree_suite with QGIS $1, 2 GB, some minutes"
    as_root rm -rf --one-file-system -- "$tree" "$tree.part"
    wheels=$tree.wheels
    rm -rf -- "$wheels"
    mkdir -p "$wheels"
    tree_requirements >"$wheels/requirements.txt"
    tree_recipe "$1" >"$wheels/recipe"
    # The system's pip knows where packages come from here; the tree's knows nothing.
    logged "packages for tests in QGIS $1" "$worker_python" -m pip --no-input download -q \
        --python-version "$tree_python" --only-binary=:all: -d "$wheels" -r "$wheels/requirements.txt"
    # Proxies and the like.
    apt-config dump --no-empty --format '%f "%v";%n' |
        grep -E '^Acquire::(https?::|Check-)' >"$trees/apt.conf" || :
    # shellcheck disable=SC2016  # mmdebstrap's shell puts "$1" in
    logged "QGIS $1" as_root unshare --mount --propagation private -- mmdebstrap \
        --mode=root --variant=minbase --include="$tree_packages" \
        --aptopt="$trees/apt.conf" --aptopt="APT::Default-Release \"$2\"" \
        --aptopt='APT::Install-Recommends "false"' --dpkgopt=force-unsafe-io \
        --dpkgopt='path-exclude=/usr/share/doc/*' --dpkgopt='path-exclude=/usr/share/man/*' \
        --customize-hook='mkdir "$1/opt/wheels"' --customize-hook="copy-in '$wheels/.' /opt/wheels" \
        --customize-hook='chroot "$1" python3 -m venv --system-site-packages /opt/tests' \
        --customize-hook='chroot "$1" /opt/tests/bin/python -m pip --no-input install -q \
            --no-index --find-links /opt/wheels -r /opt/wheels/requirements.txt' \
        --customize-hook='mv "$1/opt/wheels/recipe" "$1/etc/sourcerer-recipe"' \
        "$tree_suite" "$tree.part" "deb $mirror $tree_suite main" "deb $mirror $2 main"
    as_root mv -T -- "$tree.part" "$tree"
}

# in_tree VERSION COMMAND...: runs it as this user beside that QGIS; its tree is there.
in_tree() {
    tree=$trees/qgis-$1
    shift
    mkdir -p "$root/build"
    # Held so that no other run makes the tree again meanwhile.
    (
        flock --shared 9
        as_root unshare --mount --pid --net --ipc --fork --kill-child --propagation private -- \
            sh "$root/tests/support/enter_tree.sh" "$trees" "$tree" "$root" "$(id -u):$(id -g)" \
            "$("$worker_python" -c 'import os, sys; print(os.path.realpath(sys.executable))')" \
            "$("$worker_python" -c 'import sysconfig; print(sysconfig.get_path("stdlib"))')" \
            "$@" 9>&-
    ) 9>"$tree.lock"
}
