import { type Claims, type CompleteToken, type Duration, decode, type SignOptions, sign } from '../../index.ts'
import { ALGORITHM_NAMES, readAlgorithm } from '../algorithms.ts'
import { type Command, command, type Given, type OptionTable } from '../command.ts'
import { UsageError } from '../failures.ts'
import { KEY_OPTIONS, readKey, withKey } from '../key-input.ts'
import { readMoment } from '../moments.ts'
import { readObject } from '../sources.ts'

const OPTIONS = {
  alg: { value: 'ALG', choices: ALGORITHM_NAMES, about: 'the algorithm to sign with' },
  ...KEY_OPTIONS,
  key: { ...KEY_OPTIONS.key, about: 'the private key: PEM or a JWK; - reads it from standard input' },
  exp: { value: 'SPAN', about: 'the lifetime, such as 90s, 15m, 1h or 7d; never for a token without an end' },
  nbf: { value: 'SPAN', about: 'how long from now the token becomes valid' },
  kid: { value: 'ID', about: "the key's name in the header; without it, that of the JWK" },
  iss: { value: 'TEXT', about: 'the issuer' },
  sub: { value: 'TEXT', about: 'the subject' },
  aud: { value: 'TEXT', many: true, about: 'an audience' },
  jti: { value: 'TEXT', about: "the token's id; random makes a UUID" },
  typ: { value: 'TEXT', about: 'the kind of token, such as at+jwt; JWT without it' },
  claim: {
    value: 'NAME=VALUE',
    many: true,
    about: 'a claim: name=text, or name:=JSON for numbers, lists, true and false',
  },
  claims: { value: 'FILE', path: true, about: 'a JSON object of claims; - reads it from standard input' },
  header: { value: 'NAME=VALUE', many: true, about: 'a header parameter, written as --claim is' },
  'no-iat': { about: 'leave the time of issue out' },
  now: { value: 'TIME', about: 'issue as if it were then: a date, or seconds since the epoch' },
  'allow-weak-keys': { about: 'sign with a key below the sizes of RFC 7518, for tests' },
} as const satisfies OptionTable

/** `countersign sign`. */
export const signCommand: Command = command({
  usage: '--alg ALG (--key FILE | --secret-file FILE | --secret-env NAME) --exp SPAN [OPTIONS]',
  about:
    'Makes a token and prints it. Keys and secrets come from files, standard input or the environment, never from an argument.',
  options: OPTIONS,
  examples: [
    ['fifteen minutes for one user', 'countersign sign --alg RS256 --key private.pem --sub user-1 --exp 15m'],
    ['claims of other types', 'countersign sign --alg ES256 --key private.pem --exp 1h --claim admin:=true'],
    ['claims from a program', './claims | countersign sign --alg ES256 --key private.pem --claims - --exp 1h'],
    [
      'a shared secret from the environment',
      'countersign sign --alg HS256 --secret-env JWT_SECRET --sub user-1 --exp 5m',
    ],
  ],
  async run({ options, world }) {
    const algorithm = readAlgorithm(options.alg)
    const named = await readKey(options, [algorithm], world)
    const claims =
      options.claims === undefined ? {} : await readObject({ name: options.claims, option: '--claims' }, world)
    const payload = merge(claims, readPairs(options.claim, '--claim'))
    const settings = settingsOf(options, {
      algorithm,
      now: options.now === undefined ? world.now() : readMoment(options.now),
    })
    const token = await withKey(named, 'sign', () => sign(payload, named.key, settings))
    const { header, payload: signed }: CompleteToken<Claims> = decode(token, {
      complete: true,
      maxTokenLength: token.length,
    })
    return { json: { token, header, payload: signed }, text: () => token }
  },
})

function settingsOf(
  options: Given<typeof OPTIONS>,
  required: { algorithm: SignOptions['algorithm']; now: number },
): SignOptions {
  const { exp, nbf, kid, iss, sub, aud, jti, typ } = options
  const header = merge(typ === undefined ? {} : { typ }, readPairs(options.header, '--header'))
  return {
    ...required,
    ...(exp !== undefined && { expiresIn: exp === 'never' ? null : (exp as Duration) }),
    ...(nbf !== undefined && { notBefore: nbf as Duration }),
    ...(kid !== undefined && { keyid: kid }),
    ...(iss !== undefined && { issuer: iss }),
    ...(sub !== undefined && { subject: sub }),
    ...(aud.length > 0 && { audience: aud.length === 1 ? (aud[0] as string) : aud }),
    ...(jti !== undefined && { jwtid: jti === 'random' ? (true as const) : jti }),
    ...(Object.keys(header).length > 0 && { header }),
    ...(options['no-iat'] && { noTimestamp: true }),
    ...(options['allow-weak-keys'] && { allowWeakKeys: true }),
  }
}

type Members = { readonly [name: string]: unknown }

/** Reads `name=text` and `name:=JSON`. What a value is, its writer says: `007` and `true` may well be texts. */
function readPairs(pairs: readonly string[], option: string): Members {
  const entries = pairs.map((pair) => {
    const [, name, typed, value] = /^(.+?)(:?)=(.*)$/s.exec(pair) ?? []
    if (name === undefined || value === undefined) {
      throw new UsageError(
        `${option} is none of name=text and name:=JSON.`,
        `such as ${option} role=admin or ${option} admin:=true`,
      )
    }
    return [name, typed ? readJson(value, option) : value] as const
  })
  return entries.reduce<Members>((members, [name, value]) => merge(members, Object.fromEntries([[name, value]])), {})
}

function readJson(text: string, option: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new UsageError(`What stands behind := in ${option} is no JSON.`, `a text is written as ${option} name=text`)
  }
}

/** Both objects' members. @throws UsageError for one that stands in both: which of them counts would be a guess */
function merge(first: Members, second: Members): Members {
  const twice = Object.keys(second).find((name) => Object.hasOwn(first, name))
  if (twice !== undefined) throw new UsageError(`${JSON.stringify(twice)} is given twice.`)
  return Object.fromEntries([...Object.entries(first), ...Object.entries(second)])
}
