// Part B of the threat table: one token, one spelling; nothing is split, decoded or parsed that is not bounded.
// Signatures hold for the odd text as it stands, so that only the parser can refuse it.
import { type Case, equal, type Group, holds, refused } from './case.ts'
import { base64url, forge, hs256, live, NOW, options, seal, secret, utf8 } from './forge.ts'

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
const PARTS = [0, 1, 2] as const

/** A token with one of its parts changed, and signed again where the change lies before the signature. */
function altered(token: string, part: 0 | 1 | 2, change: (text: string) => string): string {
  const parts = token.split('.') as [string, string, string]
  parts[part] = change(parts[part])
  return part === 2 ? parts.join('.') : seal(`${parts[0]}.${parts[1]}`)
}

/** Tokens whose three parts end in each of the ways that base64url can end. */
const endings: readonly string[] = [0, 1, 2].map((more) =>
  hs256({ ...live, pad: 'p'.repeat(more) }, { pad: 'h'.repeat(more) }),
)

function malformed(...each: readonly unknown[]): Case['run'] {
  return async (lib) => {
    for (const token of each) {
      await refused('ERR_TOKEN_MALFORMED', () => lib.verify(token, secret, options))
      await refused('ERR_TOKEN_MALFORMED', () => lib.createVerifier(secret, options)(token))
    }
  }
}

const spelling: readonly Case[] = [
  {
    name: 'B1 refuses a spare bit that is set in the last character of a part',
    async run(lib) {
      let flipped = 0
      for (const token of endings) {
        equal((await lib.verify(token, secret, options)) !== undefined, true)
        for (const part of PARTS) {
          const text = token.split('.')[part] as string
          const spare = [0, 0, 4, 2][text.length % 4] as number
          for (let bit = 0; bit < spare; bit++) {
            const last = ALPHABET[ALPHABET.indexOf(text[text.length - 1] as string) ^ (1 << bit)]
            const twin = altered(token, part, () => text.slice(0, -1) + last)
            await refused('ERR_TOKEN_MALFORMED', () => lib.verify(twin, secret, options))
            // decode() does not look at the signature; what stands before it is read as strictly as by verify().
            if (part !== 2) await refused('ERR_TOKEN_MALFORMED', () => lib.decode(twin))
            flipped++
          }
        }
      }
      holds(flipped > 9, 'parts with spare bits were there to be tried')
    },
  },
  {
    name: 'B2 refuses padding and white space before, inside and behind any part',
    async run(lib) {
      for (const token of endings) {
        for (const part of PARTS) {
          for (const junk of ['=', '==', '\n', '\r\n', ' ', '\t', '\v', '\0', '\u00a0', '\ufeff', '\u2028']) {
            for (const change of [
              (text: string) => text + junk,
              (text: string) => junk + text,
              (text: string) => text.slice(0, 5) + junk + text.slice(5),
            ]) {
              await refused('ERR_TOKEN_MALFORMED', () => lib.verify(altered(token, part, change), secret, options))
            }
          }
        }
      }
    },
  },
  {
    name: 'B3 refuses the other alphabet, lengths that nothing has, and characters that are not ASCII',
    async run(lib) {
      // The code of each foreign letter ends in the same seven bits as one of the alphabet.
      const foreign = ['+', '/', '\u0141', '\u00c1', '\uff21', 'é', '\u{1f600}', '\u2010', ',', '~', '*', '%', '$', '|']
      for (const token of endings) {
        for (const part of PARTS) {
          for (const character of foreign) {
            for (const at of [0, 6]) {
              const change = (text: string) => text.slice(0, at) + character + text.slice(at + character.length)
              await refused('ERR_TOKEN_MALFORMED', () => lib.verify(altered(token, part, change), secret, options))
            }
            const last = (text: string) => text.slice(0, -character.length) + character
            await refused('ERR_TOKEN_MALFORMED', () => lib.verify(altered(token, part, last), secret, options))
          }
          const odd = (text: string) => text.slice(0, text.length - (text.length % 4)) + 'A'
          await refused('ERR_TOKEN_MALFORMED', () => lib.verify(altered(token, part, odd), secret, options))
          await refused('ERR_TOKEN_MALFORMED', () =>
            lib.verify(
              altered(token, part, () => 'A'),
              secret,
              options,
            ),
          )
        }
      }
    },
  },
  {
    name: 'B3 refuses the standard alphabet where a part uses its last two letters',
    async run(lib) {
      const token = hs256({ ...live, text: 'ÿþ~?>ûï¿' })
      holds(/[-_]/.test(token.split('.')[1] as string), 'the payload uses both letters')
      equal((await lib.verify(token, secret, options)) !== undefined, true)
      const change = (text: string) => text.replaceAll('-', '+').replaceAll('_', '/')
      await refused('ERR_TOKEN_MALFORMED', () => lib.verify(altered(token, 1, change), secret, options))
    },
  },
]

const [header, payload, signature] = hs256(live).split('.') as [string, string, string]

const shape: readonly Case[] = [
  {
    name: 'B4 refuses more and fewer than two dots',
    run: malformed(
      '',
      '.',
      '..',
      '...',
      header,
      `${header}.`,
      `${header}.${payload}`,
      `${header}${payload}${signature}`,
      `${hs256(live)}.`,
      `.${hs256(live)}`,
      `${hs256(live)}.${signature}`,
      `${header}.${payload}..${signature}`,
    ),
  },
  {
    name: 'B4 refuses an empty header, payload and signature',
    run: malformed(
      seal(`.${payload}`),
      seal(`${header}.`),
      `${header}.${payload}.`,
      `${header}..`,
      `..${signature}`,
      `.${payload}.`,
    ),
  },
  {
    name: 'B4 says what a text is that is no token of three parts',
    async run(lib) {
      const kinds: [string, RegExp][] = [
        ['', /has 0 dots; expected two/],
        [`${header}.${payload}`, /has 1 dots; expected two/],
        [`${hs256(live)}.`, /has 3 dots; expected two/],
        [`${hs256(live)}..`, /JWE/],
        [`${hs256(live)}...`, /has 5 dots; expected two/],
        [`${header}.{`, /has 1 dots; expected two/],
        [`.${payload}.${signature}`, /empty header/],
        [`${header}..${signature}`, /empty payload/],
        [`${header}.${payload}.`, /empty signature/],
      ]
      for (const [token, kind] of kinds) {
        const error = await refused('ERR_TOKEN_MALFORMED', () => lib.verify(token, secret, options))
        holds(kind.test(error.message), `${error.message} says ${kind}`)
      }
    },
  },
  {
    name: 'B4 refuses a token with "Bearer " before it, and says where that belongs',
    async run(lib) {
      for (const prefix of ['Bearer ', 'bearer ', 'BEARER ']) {
        const token = prefix + hs256(live)
        const error = await refused('ERR_TOKEN_MALFORMED', () => lib.verify(token, secret, options))
        holds(/Bearer/.test(error.message), error.message)
      }
      for (const token of [`${hs256(live)}=`, `The bearer ${hs256(live)}`]) {
        const error = await refused('ERR_TOKEN_MALFORMED', () => lib.verify(token, secret, options))
        holds(error.message.endsWith('no spare bits.'), error.message)
      }
    },
  },
  {
    name: 'B5 refuses millions of dots and huge parts by their length, before anything is split',
    async run(lib) {
      const huge = 'A'.repeat(8_000_000)
      const each = ['.'.repeat(10_000_000), huge, `${huge}.${huge}.${huge}`, `${header}.${huge}.${signature}`]
      for (const token of each) {
        await refused('ERR_TOKEN_TOO_LONG', () => lib.verify(token, secret, options))
        await refused('ERR_TOKEN_TOO_LONG', () => lib.decode(token))
      }
    },
  },
  {
    name: 'B5 accepts a token of maxTokenLength characters (16384 unless said otherwise), and refuses one more',
    async run(lib) {
      const long = (length: number) => {
        const least = hs256({ ...live, pad: '' }).length
        const token = hs256({ ...live, pad: 'p'.repeat(Math.floor(((length - least) * 3) / 4)) })
        return hs256({
          ...live,
          pad: 'p'.repeat(Math.floor(((length - least) * 3) / 4) + (token.length < length ? 1 : 0)),
        })
      }
      for (const [most, more] of [
        [16384, {}],
        [300, { maxTokenLength: 300 }],
        [400, { maxTokenLength: 400 }],
      ] as const) {
        const fitting = long(most)
        equal(fitting.length, most, 'length')
        holds(await lib.verify(fitting, secret, { ...options, ...more }), 'a payload')
        holds(await lib.decode(fitting, more), 'a payload')
        const above = hs256({ ...live, pad: 'p'.repeat(most) })
        await refused('ERR_TOKEN_TOO_LONG', () => lib.verify(above, secret, { ...options, ...more }))
        const exact = { ...options, maxTokenLength: most - 1 }
        await refused('ERR_TOKEN_TOO_LONG', () => lib.verify(fitting, secret, exact))
        await refused('ERR_TOKEN_TOO_LONG', () => lib.decode(fitting, { maxTokenLength: most - 1 }))
      }
      await refused('ERR_TOKEN_TOO_LONG', () => lib.verify(hs256(live), secret, { ...options, maxTokenLength: 1 }))
      await refused('ERR_TOKEN_TOO_LONG', () => lib.decode(hs256(live), { maxTokenLength: 1 }))
    },
  },
]

const json: readonly Case[] = [
  {
    name: 'B6 refuses a member that stands twice in the header, also by escapes and at depth',
    run: malformed(
      forge('{"alg":"HS256","alg":"HS256"}', live),
      forge('{"alg":"none","alg":"HS256"}', live),
      forge('{"alg":"HS256","\\u0061lg":"none"}', live),
      forge('{"\\u0061l\\u0067":"none","alg":"HS256"}', live),
      forge('{"alg":"HS256","kid":"a","k\\u0069d":"b"}', live),
      forge('{"alg":"HS256","x":1,"x":1}', live),
      forge('{"alg":"HS256","jwk":{"kty":"oct","kty":"RSA"}}', live),
      forge('{"alg":"HS256","x":[[{"a":1},{"b":1,"b":2}]]}', live),
      forge('{"alg":"HS256","__proto__":1,"__proto__":2}', live),
    ),
  },
  {
    name: 'B6 accepts names in a header that only look the same',
    async run(lib) {
      const headers = [
        '{"alg":"HS256","ALG":"none","x":{"alg":"none"},"y":{"alg":"none"}}',
        '{"alg":"HS256","x":"\\"alg\\":\\"none\\"","y":"{\\"alg\\":1}"}',
        '{"alg":"HS256","x":[{"a":1},{"a":1}],"a":"x","b":"x"}',
        '{"alg":"HS256","x\\\\":1,"x":2,"":1}',
      ]
      for (const each of headers) equal(await lib.verify(forge(each, live), secret, options), live)
    },
  },
  {
    name: 'B6 lets the last of two equal members win in a payload (RFC 7519 §4)',
    async run(lib) {
      const token = hs256(`{"sub":"first","exp":${NOW - 1},"exp":${NOW + 60},"s\\u0075b":"last"}`)
      equal(await lib.verify(token, secret, options), { sub: 'last', exp: NOW + 60 })
      await refused('ERR_TOKEN_EXPIRED', () =>
        lib.verify(hs256(`{"exp":${NOW + 60},"exp":${NOW - 1}}`), secret, options),
      )
    },
  },
  {
    name: 'B7 refuses a byte order mark before the header or the payload',
    run: malformed(
      forge('\ufeff{"alg":"HS256"}', live),
      hs256(`\ufeff${JSON.stringify(live)}`),
      forge({ alg: 'HS256' }, Uint8Array.from([0xff, 0xfe, ...utf8('{}')])),
    ),
  },
  {
    name: 'B7 refuses invalid, overlong and truncated UTF-8, and surrogates',
    async run(lib) {
      const broken: number[][] = [
        [0x80],
        [0xbf],
        [0xc0, 0x80],
        [0xc1, 0xbf],
        [0xc3],
        [0xc3, 0x28],
        [0xe0, 0x80, 0x80],
        [0xe0, 0x9f, 0xbf],
        [0xe2, 0x82],
        [0xe2, 0x28, 0xa1],
        [0xed, 0xa0, 0x80],
        [0xed, 0xbf, 0xbf],
        [0xf0, 0x80, 0x80, 0x80],
        [0xf0, 0x8f, 0xbf, 0xbf],
        [0xf0, 0x9f, 0x98],
        [0xf4, 0x90, 0x80, 0x80],
        [0xf5, 0x80, 0x80, 0x80],
        [0xfe],
        [0xff],
      ]
      for (const bytes of broken) {
        const claims = Uint8Array.from([...utf8('{"sub":"'), ...bytes, ...utf8(`","exp":${NOW + 60}}`)])
        const named = Uint8Array.from([...utf8('{"alg":"HS256","kid":"'), ...bytes, ...utf8('"}')])
        for (const [part, token] of [
          ['payload', hs256(claims)],
          ['header', forge(named, live)],
        ] as const) {
          const error = await refused('ERR_TOKEN_MALFORMED', () => lib.verify(token, secret, options))
          holds(error.message.includes(`a ${part} that is not UTF-8`), error.message)
          await refused('ERR_TOKEN_MALFORMED', () => lib.decode(token))
        }
      }
    },
  },
  {
    name: 'B7 reads every kind of well-formed text as it is',
    async run(lib) {
      for (const sub of [
        'ä',
        '€',
        '\u{1f600}',
        'a\ufeffb',
        '\uffff',
        '\u{10ffff}',
        '\u0000',
        '\u007f\u0080\u07ff\u0800',
      ]) {
        equal(await lib.verify(hs256({ sub, exp: NOW + 1 }), secret, options), { sub, exp: NOW + 1 })
      }
    },
  },
  {
    name: 'B8 keeps __proto__ and constructor as members of their own, and reads no claim through them',
    async run(lib) {
      const text = `{"__proto__":{"admin":true,"iss":"x"},"constructor":{"prototype":{"a":1}},"exp":${NOW + 60}}`
      const claims = (await lib.verify(hs256(text), secret, options)) as { admin?: unknown }
      holds(Object.hasOwn(claims, '__proto__') && Object.hasOwn(claims, 'constructor'), 'own members')
      holds(claims.admin === undefined && ({} as { a?: unknown }).a === undefined, 'no prototype was touched')
      equal(Object.getPrototypeOf(claims) === Object.prototype, true, 'the prototype of a plain object')
      await refused('ERR_CLAIM', () => lib.verify(hs256(text), secret, { ...options, issuer: 'x' }))
      await refused('ERR_CLAIM', () => lib.verify(hs256(`{"__proto__":{"exp":${NOW + 60}}}`), secret, options))
      for (const claim of ['toString', 'hasOwnProperty', 'valueOf']) {
        await refused('ERR_CLAIM', () => lib.verify(hs256(live), secret, { ...options, requiredClaims: [claim] }))
      }
      await refused('ERR_CLAIM', () => lib.verify(hs256(live), secret, { ...options, requiredClaims: ['__proto__'] }))
      holds(await lib.verify(hs256(text), secret, { ...options, requiredClaims: ['__proto__'] }), 'an own __proto__')
    },
  },
  {
    name: 'B8 reads no claim that a polluted prototype holds',
    needs: ['open prototypes'],
    async run(lib) {
      const prototype = Object.prototype as { [claim: string]: unknown }
      const claims = { exp: NOW + 60, iss: 'x', aud: 'x', sub: 'x', jti: 'x', nonce: 'x', iat: NOW, typ: 'x' }
      for (const [claim, value] of Object.entries(claims)) prototype[claim] = value
      try {
        await refused('ERR_CLAIM', () => lib.verify(hs256({ a: 1 }), secret, options))
        const own = hs256(`{"exp":${NOW + 60}}`)
        for (const more of [{ issuer: 'x' }, { audience: 'x' }, { subject: 'x' }, { jwtid: 'x' }, { nonce: 'x' }]) {
          await refused('ERR_CLAIM', () => lib.verify(own, secret, { ...options, ...more }))
        }
        await refused('ERR_CLAIM', () => lib.verify(own, secret, { ...options, maxAge: 60 }))
        await refused('ERR_CLAIM', () => lib.verify(own, secret, { ...options, typ: 'x' }))
        await refused('ERR_CLAIM', () => lib.verify(own, secret, { ...options, requiredClaims: ['iss'] }))
      } finally {
        for (const claim of Object.keys(claims)) delete prototype[claim]
      }
    },
  },
  {
    name: 'B8 takes no option that a polluted prototype holds',
    needs: ['open prototypes'],
    async run(lib) {
      const prototype = Object.prototype as { [option: string]: unknown }
      const polluted = async (option: string, value: unknown, run: () => unknown) => {
        prototype[option] = value
        try {
          await run()
        } finally {
          delete prototype[option]
        }
      }
      const expired = hs256({ exp: NOW - 60 })
      const endless = hs256({ sub: 'x' })
      const judge = (token: string, more: object = {}) => lib.verify(token, secret, { ...options, ...more })
      await polluted('ignoreExpiration', true, () => refused('ERR_TOKEN_EXPIRED', () => judge(expired)))
      await polluted('clockTolerance', 'abc', () => refused('ERR_TOKEN_EXPIRED', () => judge(expired)))
      await polluted('requireExp', false, () => refused('ERR_CLAIM', () => judge(endless)))
      await polluted('now', NOW - 120, () =>
        refused('ERR_TOKEN_EXPIRED', () => lib.verify(hs256({ exp: 1 }), secret, { algorithms: ['HS256'] })),
      )
      await polluted('allowWeakKeys', true, () =>
        refused('ERR_KEY_WEAK', () => lib.verify(hs256(live), 'short', options)),
      )
      await polluted('algorithms', ['HS256'], () => refused('ERR_CONFIG', () => lib.verify(hs256(live), secret, {})))
      await polluted('until', NOW + 60, async () =>
        equal(await lib.verify(hs256(live), [{ key: secret, algorithms: ['HS256'] }], { now: NOW }), live),
      )
      const signing = { algorithm: 'HS256', now: NOW }
      await polluted('expiresIn', null, () => refused('ERR_CONFIG', () => lib.sign({ sub: 'x' }, secret, signing)))
      await polluted('header', { kid: 'evil' }, async () => {
        const signed = (await lib.sign(live, secret, signing)) as string
        equal((lib.decode(signed, { complete: true }) as { header: object }).header, { alg: 'HS256', typ: 'JWT' })
        await polluted('complete', true, () => equal(lib.decode(hs256(live)), live))
        await polluted('maxTokenLength', 1, () => equal(lib.decode(hs256(live)), live))
      })
    },
  },
  {
    name: 'B8 keeps own __proto__ members of a header and of a payload that is signed',
    async run(lib) {
      const signed = await lib.sign(JSON.parse('{"__proto__":{"a":1},"x":1}'), secret, {
        algorithm: 'HS256',
        expiresIn: 60,
        now: NOW,
        header: JSON.parse('{"__proto__":{"kid":"evil"}}'),
      })
      const read = (await lib.verify(signed, secret, { ...options, complete: true })) as { [part: string]: object }
      equal(JSON.stringify(read.payload), `{"__proto__":{"a":1},"x":1,"iat":${NOW},"exp":${NOW + 60}}`)
      equal(JSON.stringify(read.header), '{"alg":"HS256","typ":"JWT","__proto__":{"kid":"evil"}}')
    },
  },
  {
    name: 'B9 refuses a header or payload that is JSON but no object, or no JSON',
    async run(lib) {
      const texts = [
        '[]',
        '[{"alg":"HS256"}]',
        '"text"',
        '1',
        'true',
        'null',
        '',
        ' ',
        '{',
        '{"a":1',
        "{'a':1}",
        '{}{}',
      ]
      for (const text of [
        ...texts,
        '{"a":1,}',
        '{"a":01}',
        '{"a":NaN}',
        '{"exp":Infinity}',
        '{"a":"\n"}',
        'undefined',
      ]) {
        const empty = text === ''
        const asPayload = empty ? seal(`${header}.`) : hs256(text)
        const asHeader = empty ? seal(`.${payload}`) : forge(text, live)
        for (const [part, token] of [
          ['payload', asPayload],
          ['header', asHeader],
        ] as const) {
          const lax = { ...options, requireExp: false }
          const error = await refused('ERR_TOKEN_MALFORMED', () => lib.verify(token, secret, lax))
          holds(error.message.includes(empty ? `empty ${part}` : `a ${part} that is not a JSON object`), error.message)
          await refused('ERR_TOKEN_MALFORMED', () => lib.decode(token))
        }
      }
      equal(await lib.verify(hs256(` {"exp":${NOW + 1} }\n`), secret, options), { exp: NOW + 1 })
    },
  },
  {
    name: 'B9 refuses a broken header that begins, or ends, as the one before it did',
    async run(lib) {
      const verify = lib.createVerifier(secret, options)
      const whole = '{"alg":"HS256"}'
      for (const broken of [`${whole}}}}`, `${whole}xyz`, whole.slice(0, 12), whole.slice(3)]) {
        equal(await verify(forge(whole, live)), live)
        await refused('ERR_TOKEN_MALFORMED', () => verify(forge(broken, live)))
      }
      equal(await verify(forge(`${whole}   `, live)), live)
    },
  },
  {
    name: 'B10 bounds nesting by the length of the token, and reads what fits',
    async run(lib) {
      const nested = (levels: number) => `{"exp":${NOW + 60},"a":${'['.repeat(levels)}${']'.repeat(levels)}}`
      const objects = (levels: number) => `{"exp":${NOW + 60},"a":${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}}`
      holds(await lib.verify(hs256(nested(1000)), secret, options), 'a payload')
      holds(await lib.verify(hs256(objects(500)), secret, options), 'a payload')
      await refused('ERR_TOKEN_TOO_LONG', () => lib.verify(hs256(nested(20_000)), secret, options))
      const inHeader = `{"alg":"HS256","a":${'['.repeat(1000)}${']'.repeat(1000)}}`
      equal(await lib.verify(forge(inHeader, live), secret, options), live)
    },
  },
]

const CRIT_OPTIONS = { ...options, crit: ['exm', 'other', 'constructor'] }

const extensions: readonly Case[] = [
  {
    name: 'B11 refuses a crit that is no list of distinct names, or names what was not declared',
    async run(lib) {
      const values = [null, '', 'exm', {}, 1, true, [], ['exm', 'exm'], [1], [null], [['exm']], ['exm', 7], ['']]
      for (const crit of [...values, ['unknown'], ['exm', 'unknown'], ['EXM']]) {
        const token = hs256(live, { crit, exm: 1, unknown: 1, EXM: 1, '': 1 })
        await refused('ERR_CRIT', () => lib.verify(token, secret, options))
        await refused('ERR_CRIT', () => lib.verify(token, secret, CRIT_OPTIONS))
      }
      const messages: [unknown, RegExp][] = [
        [[], /not a list of distinct names/],
        [['exm', 'exm'], /not a list of distinct names/],
        ['exm', /not a list of distinct names/],
        [['unknown'], /names "unknown"/],
      ]
      for (const [crit, says] of messages) {
        const error = await refused('ERR_CRIT', () => lib.verify(hs256(live, { crit, exm: 1 }), secret, CRIT_OPTIONS))
        holds(says.test(error.message), error.message)
      }
    },
  },
  {
    name: 'B11 refuses a crit that names registered parameters, or ones that the header lacks',
    async run(lib) {
      const registered = [
        'alg',
        'typ',
        'kid',
        'jwk',
        'jku',
        'x5c',
        'x5u',
        'x5t',
        'x5t#S256',
        'cty',
        'crit',
        'enc',
        'zip',
      ]
      for (const name of registered) {
        const token = hs256(live, { typ: 'JWT', kid: 'k', [name]: name === 'alg' ? 'HS256' : 'x', crit: [name] })
        await refused('ERR_CRIT', () => lib.verify(token, secret, CRIT_OPTIONS))
        await refused('ERR_CONFIG', () => lib.verify(hs256(live), secret, { ...options, crit: [name] }))
      }
      for (const name of ['exm', 'other', 'constructor']) {
        await refused('ERR_CRIT', () => lib.verify(hs256(live, { crit: [name] }), secret, CRIT_OPTIONS))
      }
    },
  },
  {
    name: 'B11 accepts a crit whose every name was declared and is there',
    async run(lib) {
      for (const crit of [['exm'], ['exm', 'other'], ['other', 'exm']]) {
        const token = hs256(live, { crit, exm: null, other: false })
        equal(await lib.verify(token, secret, CRIT_OPTIONS), live)
        await refused('ERR_CRIT', () => lib.verify(token, secret, options))
        await refused('ERR_CRIT', () => lib.verify(token, secret, { ...options, crit: ['unrelated'] }))
      }
    },
  },
  {
    name: 'B11 judges crit before the key is asked for',
    async run(lib) {
      const key = () => {
        throw new Error('asked')
      }
      await refused('ERR_CRIT', () => lib.verify(hs256(live, { crit: ['exm'], exm: 1 }), key, options))
    },
  },
  {
    name: 'B12 refuses an unencoded payload (b64: false), with and without crit',
    async run(lib) {
      const token = (more: object) => hs256(live, more)
      await refused('ERR_CRIT', () => lib.verify(token({ b64: false, crit: ['b64'] }), secret, options))
      await refused('ERR_CRIT', () => lib.verify(token({ b64: true, crit: ['b64'] }), secret, CRIT_OPTIONS))
      for (const b64 of [false, null, 0, 'false', 'true', []]) {
        await refused('ERR_TOKEN_MALFORMED', () => lib.verify(token({ b64 }), secret, options))
      }
      equal(await lib.verify(token({ b64: true }), secret, options), live)
      await refused('ERR_CONFIG', () => lib.verify(token({}), secret, { ...options, crit: ['b64'] }))
      const unencoded = seal(`${base64url(utf8('{"alg":"HS256","b64":false,"crit":["b64"]}'))}.$02`)
      await refused('ERR_CRIT', () => lib.verify(unencoded, secret, options))
    },
  },
  {
    name: 'B13 refuses typ and cty that are no texts, and passes over members that it does not know',
    async run(lib) {
      for (const value of [null, 1, ['JWT'], {}, true]) {
        await refused('ERR_TOKEN_MALFORMED', () => lib.verify(hs256(live, { typ: value }), secret, options))
        await refused('ERR_TOKEN_MALFORMED', () => lib.verify(hs256(live, { cty: value }), secret, options))
      }
      const unknown = { typ: 'JWT', x: 1, y: [null], z: { alg: 'none' }, enc: 'A256GCM', zip: 'DEF', 'x5t#S256': 'x' }
      equal(await lib.verify(hs256(live, unknown), secret, options), live)
    },
  },
  {
    name: 'B14 refuses a token that is no text',
    async run(lib) {
      const token = hs256(live)
      const each = [undefined, null, 0, true, {}, [], [token], Uint8Array.from(utf8(token)), { toString: () => token }]
      for (const value of [...each, Object(token), () => token, Symbol('token'), 1n]) {
        await refused('ERR_TOKEN_MALFORMED', () => lib.verify(value, secret, options))
        await refused('ERR_TOKEN_MALFORMED', () => lib.createVerifier(secret, options)(value))
        await refused('ERR_TOKEN_MALFORMED', () => lib.decode(value))
      }
    },
  },
]

export const group: Group = { name: 'threats B: parsing', cases: [...spelling, ...shape, ...json, ...extensions] }
