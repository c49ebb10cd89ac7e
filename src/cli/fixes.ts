import type { ErrorCode, JwtError } from '../index.ts'

/** What the library calls an option, and what the command calls it; longer texts first. */
const FLAGS: readonly (readonly [text: RegExp, flag: string])[] = [
  [/with requireExp: false only/g, 'with --allow-no-exp only'],
  [/generateSecret\('(HS\d+)'\)/g, 'countersign keygen --alg $1 --out DIR'],
  [/generateSecret\(\)/g, 'countersign keygen --alg HS256 --out DIR'],
  [/audience: null/g, '--any-aud'],
  [/see status\(\)/g, 'countersign ring status lists them'],
  [/inspectKey\(\) may/g, 'countersign inspect may'],
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
  [/\brotateEvery\b/g, '--rotate-every'],
  [/\bmaxTokenLifetime\b/g, '--max-lifetime'],
  [/\ballowInsecureLoopback(: true)?/g, '--allow-insecure-loopback'],
  [/\ballowWeakKeys(: true)?/g, '--allow-weak-keys'],
  [/A member of algorithms\b/g, '--alg'],
]

/** A message of the library in the command's own words. */
export function inFlags(message: string): string {
  return FLAGS.reduce((text, [pattern, flag]) => text.replace(pattern, flag), message)
}

const LOOK = 'countersign inspect FILE says what the file is, and how to mend it'

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
  ERR_KEY_WEAK: 'make a new key with countersign keygen; --allow-weak-keys admits this one for a test',
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

/** What mends an error, in the command's own terms. */
export function fixFor({ code, claim }: JwtError, command?: string): string | undefined {
  if (code === 'ERR_CLAIM' && command === 'sign') return 'change that claim, or leave it out'
  const own = code === 'ERR_CLAIM' && claim !== undefined && Object.hasOwn(CLAIMS, claim) ? CLAIMS[claim] : undefined
  return own ?? FIXES[code]
}
