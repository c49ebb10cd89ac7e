import type { ErrorCode, JwtError } from '../index.ts'

/** What the library calls an option, and what the command calls it; longer texts first. */
const FLAGS: readonly (readonly [text: RegExp, flag: string])[] = [
  [/with requireExp: false only/g, 'with --allow-no-exp only'],
  [/generateSecret\('(HS\d+)'\)/g, 'countersign keygen --alg $1 --out DIR'],
  [/generateSecret\(\)/g, 'countersign keygen --alg HS256 --out DIR'],
  [/audience: null/g, '--any-aud'],
  [/see status\(\)/g, 'countersign ring status lists them'],
  [/inspectKey\(\)/g, 'countersign inspect'],
  [/^The token's typ is undefined;/, 'The token has no typ;'],
  [/names the issuer undefined;/, 'names no issuer;'],
  [/ Are the arguments in the order verify\(.*?\)\?$/g, ''],
  [/; pass it as a string\.$/, '.'],
  [/, and pass it as a string\.$/, '.'],
  [/, no CryptoKey, no KeyObject and no pair with the half that the call needs/, ' and no JWK Set'],
  [/^The object is no JWK (.*), no JWK Set, no CryptoKey, .*/, 'The file holds no JWK $1 and no JWK Set.'],
  [/^sign takes one key; .*/, 'A JWK Set was given to sign with; sign takes one key.'],
  [/^The key ring's store failed in \w+\(\)/, 'The file of the ring could not be read or written'],
  [/^The key ring's store refused (\d+) saves in a row; .*/, 'Others changed the file of the ring $1 times in a row.'],
  [/ Expected what export\(\) returned, or what was last saved, unchanged\./, ''],
  [/^rotateEvery is shorter than publishAhead: .*/, '--publish-ahead is longer than a thousand years.'],
  [/^(\w+) stands in the payload and is given by the option \w+;/, '$1 stands among the claims and is given by --$1;'],
  [/^header holds\b/, '--header holds'],
  [/^crit names\b/, '--crit names'],
  [/which is not declared in the crit option\b/, 'which no --crit names'],
  [/^algorithms mixes HS\* with asymmetric algorithms for one key; .*/, '--alg mixes HS* with asymmetric algorithms.'],
  [
    /^algorithms names several key families, but one key has one family; .*/,
    '--alg names several kinds of keys; one key is of one.',
  ],
  [/^algorithms\b/, '--alg'],
  [/; raise the option maxBytes if that is right/, ', more than any key set'],
  [/; the option maxKeys allows (\d+)/, '; at most $1 are read'],
  [/; pass the option fetch\b/, ''],
  [/ \(option timeout\)/, ''],
  [/; send credentials with the option headers/, '; leave them out'],
  [
    /^(\w+) is (.*) A bare number in a text is ambiguous: write (\S+) for seconds, or '\S+s'\.$/,
    '$1 is $2 A bare number is ambiguous: for seconds write $1 $3s.',
  ],
  [
    /seconds as a number, or a text with its unit such as '15m', '1h' or '7d'/,
    'a span with its unit, such as 15m, 1h or 7d',
  ],
  [/option expiresIn\b/g, 'option --exp'],
  [/\bexpiresIn: null\b/g, '--exp never'],
  [/\bexpiresIn\b/g, '--exp'],
  [/\bnotBefore\b/g, '--nbf'],
  [/\bkeyid and header\.kid\b/g, '--kid and a kid in --header'],
  [/\bkeyid\b/g, '--kid'],
  [/\bmaxAge\b/g, '--max-age'],
  [/\bclockTolerance\b/g, '--tolerance'],
  [/\bmaxTokenLength\b/g, '--max-length'],
  [/\bmodulusLength\b/g, '--bits'],
  [/\bpublishAhead\b/g, '--publish-ahead'],
  [/\bmaxTokenLifetime\b/g, '--max-lifetime'],
  [/\ballowInsecureLoopback(: true)?/g, '--allow-insecure-loopback'],
  [/\ballowWeakKeys(: true)?/g, '--allow-weak-keys'],
  [/A member of algorithms\b/g, '--alg'],
]

/** A message of the library in the command's own words. */
export function inFlags(message: string): string {
  return FLAGS.reduce((text, [pattern, flag]) => text.replace(pattern, flag), message)
}

/** What names the file itself, where its path is known. */
const LOOK = 'countersign inspect FILE says what the file is, and how to mend it'

/** A ring's file is none that `countersign inspect` knows. */
const RING = 'put the file back as it was last saved; or move it away, and begin anew with countersign ring init'

const NEWER = 'where a later countersign or library has written the file, use that version here, too'

/** What a person at a terminal can do about each error of the library. */
const FIXES: { readonly [code in ErrorCode]: string | undefined } = {
  // Its messages say themselves what to change.
  ERR_CONFIG: undefined,
  ERR_TOKEN_MALFORMED:
    'copy the token again, whole and alone: three parts of letters, digits, - and _, parted by two dots',
  ERR_TOKEN_TOO_LONG: 'if the token is really that long, allow it with --max-length CHARACTERS',
  ERR_ALG_NOT_ALLOWED:
    'find out which algorithm the issuer signs with, and name it with --alg; what the token says is no reason by itself',
  ERR_ALG_UNSUPPORTED: 'run the command in another runtime, such as a newer Node',
  ERR_CRIT: 'if you know and handle the extension that the token demands, name it with --crit NAME',
  ERR_KEY_INVALID: LOOK,
  ERR_KEY_WEAK: 'make a new key with countersign keygen',
  ERR_KEY_MISMATCH: LOOK,
  ERR_KEY_NOT_FOUND:
    'compare the kid with those of the set or the ring (countersign decode shows the one of a token): was the key rotated out?',
  ERR_KEY_AMBIGUOUS: 'give each key of the set a kid of its own, and sign with --kid; or verify with one --key FILE',
  ERR_SIGNATURE:
    'verify with the key of the issuer that made the token (another environment, a rotated key?); if it is the right one, the token was changed',
  ERR_TOKEN_EXPIRED:
    'get a new token; to see whether it was good at another time use --now, and for clocks that differ --tolerance 30s',
  ERR_TOKEN_NOT_ACTIVE: 'wait; for clocks that differ use --tolerance 30s, for another time --now',
  ERR_CLAIM: 'if another value is right, expect that one; otherwise the token is meant for something else',
  ERR_SCHEMA: 'compare the payload with the schema',
  ERR_REJECTED: 'ask whoever wrote the check',
  ERR_SIGNER: 'look at the signer',
  ERR_JWKS_FETCH: 'try the address with curl: it has to answer 200 with JSON, over https, without a redirect',
  ERR_JWKS_INVALID: 'look at what the address answers: a JWK Set is a JSON object with a list "keys"',
  ERR_STORE: 'look at the file of the ring and its folder: this user has to be able to write both',
  ERR_NO_WEBCRYPTO: 'run the command in another runtime, such as Node 20.19 or newer',
}

/** What to do about a claim that was refused. */
const CLAIMS: { readonly [claim: string]: string } = {
  aud: 'if the token is meant for this service, expect its audience with --aud; otherwise it is for another one',
  iss: 'if that issuer is the right one, expect it with --iss (compared character by character, the last / too)',
  sub: 'expect another subject with --sub',
  typ: 'another kind of token was given (an ID token for an access token?); expect that kind with --typ',
  iat: 'without --max-age a token needs no iat',
  exp: 'ask the issuer for tokens that end; --allow-no-exp accepts one without exp, but not one whose exp is no number',
}

/** The claims whose value an option names, and that nobody asks for without it. */
const EXPECTED = ['iss', 'aud', 'sub', 'jti', 'nonce', 'typ']

/** What to do about a claim that is expected or demanded, and that the token lacks. */
function fixForMissing(claim: string, message: string): string {
  if (claim === 'iss' && !message.includes('is required'))
    return 'ask the issuer for tokens that name it; those that do not are accepted only without --iss and --issuer'
  const option = EXPECTED.includes(claim) && !message.includes('is required') ? `--${claim}` : `--require ${claim}`
  return `ask the issuer for tokens that have it; without ${option}, none is asked for`
}

/** The flag admits sizes below those of RFC 7518, but neither an empty secret nor RSA below 1024 bits. */
function fixForWeak({ message }: JwtError): string {
  if (/^The secret is empty/.test(message)) return 'look at where the secret is read from: nothing stands there'
  const bits = /^The RSA key has (\d+) bits/.exec(message)?.[1]
  const admitted = bits === undefined || Number(bits) >= 1024
  return `${FIXES.ERR_KEY_WEAK}${admitted ? '; --allow-weak-keys admits this one for a test' : ''}`
}

/** What mends an error, in the command's own terms. @param file the file that is at fault, as a word of a command */
export function fixFor(error: JwtError, command?: string, file?: string): string | undefined {
  const { code, claim, message } = error
  if (code === 'ERR_KEY_INVALID' && command?.startsWith('ring ')) return /has the format/.test(message) ? NEWER : RING
  if (code === 'ERR_KEY_WEAK') return fixForWeak(error)
  if (code === 'ERR_CLAIM' && claim !== undefined) return fixForClaim(error, claim, command)
  return FIXES[code]?.replace('FILE', () => file ?? 'FILE')
}

function fixForClaim({ actual, message }: JwtError, claim: string, command: string | undefined): string | undefined {
  if (command === 'sign') return 'change that claim, or leave it out'
  // What exp and iat are wanted for unless --require says so, their own texts tell.
  const isTime = claim === 'exp' || claim === 'iat'
  if (actual === undefined && (!isTime || message.includes('is required'))) return fixForMissing(claim, message)
  return Object.hasOwn(CLAIMS, claim) ? CLAIMS[claim] : FIXES.ERR_CLAIM
}
