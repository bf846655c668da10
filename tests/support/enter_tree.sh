#!/bin/sh
# enter_tree.sh TREES TREE CHECKOUT USER:GROUP PYTHON LIBRARY COMMAND...
#
# Runs a command in a tree that qgis_tree.sh has made, for root in namespaces of its own. The
# checkout lies at its own place; of all that is changed, only its build/ is kept, the rest is
# memory's. The worker's environment is the checkout's .venv, so the system's PYTHON comes along
# with its standard LIBRARY. There is no network.
set -eu

trees=$1 tree=$2 checkout=$3 user=$4 python=$5 library=$6
shift 6
environment=$(readlink -f "$checkout/.venv")

umask 022
mount -t tmpfs -o mode=755 tmpfs "$trees/mount"
cd "$trees/mount"
top=$trees/mount/top

# layer NAME FOLDER PLACE: the folder at that place; what is changed there stays in memory.
layer() {
    mkdir -p "$1/under" "$1/changed" "$1/work" "$3"
    # Names without a colon or comma, whatever the folder is called.
    mount --bind "$2" "$1/under"
    chown --reference "$2" "$1/changed"
    mount -t overlay -o "lowerdir=$1/under,upperdir=$1/changed,workdir=$1/work" overlay "$3"
}

# bring PATH: the system's own, where the tree has none.
bring() {
    [ ! -e "$top$1" ] || return 0
    if [ -d "$1" ]; then
        mkdir -p "$top$1"
    else
        mkdir -p "$top$(dirname "$1")"
        : >"$top$1"
    fi
    mount --bind -o ro "$1" "$top$1"
}

layer tree "$tree" "$top"
layer checkout "$checkout" "$top$checkout"
mount --bind "$checkout/build" "$top$checkout/build"
case $environment/ in
    "$checkout"/*) ;;
    *) layer environment "$environment" "$top$environment" ;;
esac
bring "$python"
bring "$library"
# python3 is another one there.
ln -sfn "$python" "$top$environment/bin/python"
ln -sfn "$python" "$top$environment/bin/python3"

mount -t proc proc "$top/proc"
mount -t sysfs -o ro sysfs "$top/sys"
mount -t tmpfs -o mode=755 tmpfs "$top/dev"
for device in null:3 zero:5 full:7 random:8 urandom:9; do
    mknod -m 666 "$top/dev/${device%:*}" c 1 "${device#*:}"
done
ln -s /proc/self/fd "$top/dev/fd"
mkdir -m 1777 "$top/dev/shm"

home=/tmp/home
mkdir "$top$home"
mkdir -m 700 "$top$home/runtime"
chown -R "$user" "$top$home"
echo '127.0.0.1 localhost' >"$top/etc/hosts"
[ "${user%:*}" = 0 ] || echo "tester:x:$user::$home:/bin/sh" >>"$top/etc/passwd"
chroot "$top" ip link set lo up

status=0
chroot --userspec="$user" --groups='' "$top" env -i -C "$checkout" \
    PATH=/usr/local/bin:/usr/bin:/bin HOME="$home" XDG_RUNTIME_DIR="$home/runtime" \
    LC_ALL=C.UTF-8 TERM="${TERM:-dumb}" QT_QPA_PLATFORM=offscreen OMP_WAIT_POLICY=PASSIVE "$@" ||
    status=$?
exit "$status"  # not the last command itself: as process 1 this shell waits for orphans, too
