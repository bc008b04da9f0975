#!/bin/sh
# Installs Python packages for an architecture, which need not be the machine's: ARCHITECTURE REQUIREMENTS FOLDER.
# Packages come as built wheels, so that nothing is compiled or emulated; loadgen/Dockerfile calls this with the Python of its image.
set -eu

case ${1:-} in
  amd64) machine=x86_64 ;;
  arm64) machine=aarch64 ;;
  *) echo "install-python-packages.sh is told amd64 or arm64, not \"${1:-}\"." >&2; exit 1 ;;
esac
export PYTHONDONTWRITEBYTECODE=1
# Names that PyPI's wheels have, oldest C library first; Debian 12 has 2.36.
platforms=
for tag in 1 2010 2014 _2_12 _2_17 _2_24 _2_26 _2_27 _2_28 _2_31 _2_34; do
  platforms="$platforms --platform manylinux${tag}_$machine"
done
# shellcheck disable=SC2086
python3 -m pip install --no-compile --only-binary :all: --implementation cp $platforms --target "$3" -r "$2"
# Compiled once here, because nothing can be written where it runs; by hash, so that a build of the same packages is the same.
python3 -m compileall -q --invalidation-mode unchecked-hash "$3"
