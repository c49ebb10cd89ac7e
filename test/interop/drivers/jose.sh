#!/usr/bin/env bash
# Answers the commands of ../driver.ts with the jose command, which also takes the JSON apart. It has no list of allowed
# algorithms: the key's own alg is what binds it to one, so that keys have to come with theirs.
set -uo pipefail

folder="$(mktemp -d)"
trap 'rm -rf "$folder"' EXIT
cd "$folder" || exit 1
line=""

# take OPTION…: runs jose fmt on the command: -g MEMBER goes into a member, -u FILE writes a text, -o FILE any value.
take() { jose fmt -j- "$@" <<<"$line" 2>problem; }

# answer MEMBER TEXT [MEMBER TEXT]: prints an object of texts.
answer() {
  local steps=()
  while [ $# -gt 0 ]; do
    steps+=(-q "$2" -s "$1" -U)
    shift 2
  done
  jose fmt -j '{}' "${steps[@]}" -o-
  echo
}

refuse() { answer error "${1:-$(<problem)}"; }

sign() {
  local token compact=-c
  take -g payload -u payload -Ug header -u header -Ug key -g jwk -o key || { refuse; return; }
  if take -g serialization; then compact=; fi
  token="$(jose jws sig -I payload -s "{\"protected\":$(<header)}" -k key $compact -o- 2>problem)" || { refuse; return; }
  answer token "$token"
}

verify() {
  local payload token
  take -g token -u token -Ug key -o keys
  jose fmt -j keys -g jwk -o key 2>problem || jose fmt -j keys -g jwks -o key
  token="$(<token)"
  # A line end behind it would make it no token.
  printf %s "$token" >token
  payload="$(jose jws ver -i token -k key -O- 2>problem)" || { refuse "the signature does not hold"; return; }
  answer header "$(jose b64 dec -i- <<<"${token%%.*}")" payload "$payload"
}

make() {
  take -g algorithm -u algorithm
  jose jwk gen -i "{\"alg\":\"$(<algorithm)\"}" -o private
  jose jwk pub -i private -o public
  printf '{"private":{"JWK":{"jwk":%s}},"public":{"JWK":{"jwk":%s}}}\n' "$(<private)" "$(<public)"
}

encrypt() {
  take -g payload -u payload -Ug key -g jwk -o key
  answer token "$(jose jwe enc -I payload -k key -c -o-)"
}

thumbprint() {
  take -g jwk -o key
  answer thumbprint "$(jose jwk thp -a S256 -i key)"
}

while IFS= read -r line; do
  op="$(take -g op -u-)"
  case "$op" in
    sign | verify | make | encrypt | thumbprint) "$op" ;;
    *) refuse "no such command: $op" ;;
  esac
done
