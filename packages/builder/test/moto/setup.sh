#!/bin/sh
# setup.sh DIR: unpacks a private moto server (an emulator of the AWS API) from Debian's packages into DIR, using only
# apt-get and dpkg-deb. It installs nothing on the system, and does nothing if DIR is complete. The default of MOTO_SUITE
# is trixie. To start the server: MOTO_IAM_LOAD_MANAGED_POLICIES=true DIR/moto_server -H 127.0.0.1 -p PORT
set -eu
DIR=${1:?usage: setup.sh DIR}
SUITE=${MOTO_SUITE:-trixie}
command -v apt-get >/dev/null && command -v dpkg-deb >/dev/null || { echo "setup.sh: this machine has no apt-get and dpkg-deb" >&2; exit 1; }
MIRROR=${MOTO_MIRROR:-$(apt-get indextargets --format '$(SITE)' 'Created-By: Packages' 2>/dev/null | grep -i 'debian' | grep -vi 'security' | sort | uniq -c | sort -rn | awk 'NR==1{print $2}')}
[ -n "$MIRROR" ] || { echo "setup.sh: no Debian mirror in this machine's apt sources" >&2; exit 1; }
KEYRING=${MOTO_KEYRING:-/usr/share/keyrings/debian-archive-keyring.gpg}
PKGS="python3-moto python3-flask python3-flask-cors python3-boto3 python3-docker python3-yaml python3-jsondiff
 python3-jsonpath-ng python3-joserfc python3-multipart python3-pyparsing python3-openapi-spec-validator
 python3-graphql-core python3-aws-xray-sdk python3-pkg-resources"
STAMP="v1 $SUITE $(echo $PKGS)"
# The tests of several packages can start at the same time. The others wait for the first.
mkdir -p "$(dirname "$DIR")"; exec 9>"$DIR.lock"; flock 9
copy_launcher() {
  cp "$(dirname "$0")/moto_launch.py" "$1/moto_launch.py.$$"
  mv "$1/moto_launch.py.$$" "$1/moto_launch.py"
}
if [ -x "$DIR/moto_server" ] && [ "$(cat "$DIR/stamp" 2>/dev/null)" = "$STAMP" ]; then
  copy_launcher "$DIR"
  echo "moto: already set up in $DIR"; exit 0
fi
mkdir -p "$DIR.$$"; TMP=$(cd "$DIR.$$" && pwd); R=$TMP/root; A=$TMP/apt
trap 'rm -rf "$TMP"' EXIT
mkdir -p "$R" "$A/etc/apt/preferences.d" "$A/var/lib/apt/lists/partial" "$A/var/lib/dpkg" "$A/var/cache/apt/archives/partial"
: > "$A/var/lib/dpkg/status"
printf 'deb [signed-by=%s] %s %s main\n' "$KEYRING" "$MIRROR" "$SUITE" > "$A/etc/apt/sources.list"
apt_() {
  DEBIAN_FRONTEND=noninteractive apt-get -q -y -o Dir="$A" -o Dir::State="$A/var/lib/apt" -o Dir::State::status="$A/var/lib/dpkg/status" \
    -o Dir::Cache="$A/var/cache/apt" -o Dir::Etc="$A/etc/apt" -o Dir::Etc::sourcelist=sources.list -o Dir::Etc::sourceparts=- \
    -o APT::Sandbox::User="$(id -un)" -o Acquire::Languages=none -o Acquire::Retries=3 -o Acquire::http::Timeout=20 -o APT::Install-Recommends=false -o Debug::NoLocking=true "$@"
}
fail() { echo "setup.sh: no Debian packages from $MIRROR: $(grep -m 3 '^[EW]:' "$TMP/apt.log" | tr '\n' ' ')" >&2; exit 1; }
apt_ update >"$TMP/apt.log" 2>&1 || fail
# shellcheck disable=SC2086
apt_ --download-only install $PKGS >>"$TMP/apt.log" 2>&1 || fail
for deb in "$A"/var/cache/apt/archives/*.deb; do dpkg-deb -x "$deb" "$R"; done
PYBIN=$(ls "$R"/usr/bin/python3.[0-9]* | sort -V | tail -1 | sed 's#.*/##')
rm -rf "$A" "$R/usr/share/doc" "$R/usr/share/man" "$R/usr/share/locale"
copy_launcher "$TMP"
cat > "$TMP/moto_server" <<EOS
#!/bin/sh
H=\$(cd "\$(dirname "\$0")" && pwd); D=\$H/root
L=\$(ls "\$D"/usr/lib64/ld-linux-x86-64.so.2 "\$D"/lib64/ld-linux-x86-64.so.2 "\$D"/usr/lib/ld-linux-aarch64.so.1 "\$D"/lib/ld-linux-aarch64.so.1 2>/dev/null | head -1)
M=\$(cd "\$D"/usr/lib && ls -d *-linux-gnu | head -1)
export PYTHONHOME="\$D/usr" PYTHONPATH="\$D/usr/lib/python3/dist-packages" PYTHONNOUSERSITE=1
exec "\$L" --library-path "\$D/usr/lib/\$M:\$D/lib/\$M" "\$D/usr/bin/$PYBIN" "\$H/moto_launch.py" "\$@"
EOS
chmod +x "$TMP/moto_server"
rm -rf "$DIR"; mv "$TMP" "$DIR"
"$DIR/moto_server" --help >/dev/null
printf '%s\n' "$STAMP" > "$DIR/stamp"
echo "moto: ready in $DIR ($(du -sh "$DIR" | cut -f1))"
