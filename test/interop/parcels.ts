// What goes through other libraries and back: ordinary claims, and JSON that tempts a library to change it.

/** A header and a payload, as JSON texts where how they are spelt matters. */
export interface Parcel {
  readonly name: string
  readonly header: { readonly [name: string]: unknown }
  readonly payload: { readonly [claim: string]: unknown }
  /** The payload as others are told to sign it, where JavaScript could not write it so. */
  readonly spelt?: string
  /** Libraries that do not sign it, and why. */
  readonly unsignedBy?: { readonly [library: string]: string }
  /** Libraries that write its header so that it is refused here with ERR_TOKEN_MALFORMED, and misread ours; and why. */
  readonly garbledBy?: { readonly [library: string]: string }
}

const EXP = 4102444800

const deep = JSON.parse(`${'{"a":['.repeat(40)}"bottom"${']}'.repeat(40)}`) as object

export const parcels: readonly Parcel[] = [
  {
    name: 'the registered claims',
    header: { typ: 'JWT' },
    payload: {
      iss: 'https://issuer.test',
      sub: 'ann',
      aud: 'shop',
      exp: EXP,
      nbf: 1700000000,
      iat: 1700000000,
      jti: 'a-1',
    },
  },
  {
    name: 'several audiences, a kid and another typ',
    header: { typ: 'at+jwt', kid: 'key-2026-05' },
    payload: { sub: 'ann', aud: ['api', 'shop', 'https://shop.test/'], exp: EXP },
  },
  {
    name: 'further header parameters',
    header: { cty: 'example+json', 'https://a.test/x': { nested: [1, null, true] }, 'x5t#S256': 'dGh1bWI' },
    payload: { exp: EXP },
  },
  {
    name: 'a kid beyond ASCII',
    header: { kid: 'schlüssel-№1 🔑' },
    payload: { exp: EXP },
    garbledBy: { 'jsonwebtoken (npm)': 'takes headers for Latin-1, where RFC 7515 section 3 wants UTF-8' },
  },
  {
    name: 'texts of every script, and those that have to be escaped',
    header: {},
    payload: {
      exp: EXP,
      scripts: 'Zoë Ærøskøbing Łódź Ωμέγα Москва עברית العربية हिन्दी 日本語 한국어',
      astral: '😀𝔍𐍈👩‍👩‍👧',
      combining: 'e\u0301 \u00e9',
      lines: 'a\u2028b\u2029c\r\n\t\b\f',
      controls: '\u0000\u0001\u001f\u007f',
      marks: '"quoted" \\ / </script> & <b> \ufeff',
      'ключ 🔑': 'a claim by another name',
      '': 'a claim without a name',
    },
  },
  {
    name: 'numbers at the edges',
    header: {},
    payload: {
      exp: EXP,
      most: Number.MAX_SAFE_INTEGER,
      least: Number.MIN_SAFE_INTEGER,
      zero: 0,
      tenth: 0.1,
      negative: -12345.678,
      large: 1e21,
      huge: 1.5e300,
      small: 1e-7,
      tiny: 2.5e-300,
    },
  },
  {
    name: 'an integer that JavaScript rounds',
    header: {},
    payload: { exp: EXP, id: Number('9007199254740993') },
    spelt: `{"exp":${EXP},"id":9007199254740993}`,
  },
  {
    name: 'times with a fraction',
    header: {},
    payload: { exp: EXP + 0.5, nbf: 1700000000.25, iat: 1700000000.125 },
    unsignedBy: { 'fast-jwt (npm)': 'wants whole seconds' },
  },
  {
    name: 'nested values of every kind',
    header: {},
    payload: {
      exp: EXP,
      list: [[], {}, [null, true, false, 0, '', [[1], [2]]]],
      object: { a: { b: { c: [] } } },
      deep,
    },
  },
  {
    name: 'claims named as members of Object.prototype',
    header: {},
    payload: JSON.parse(`{"exp":${EXP},"__proto__":{"admin":true},"constructor":"x","toString":1,"hasOwnProperty":[]}`),
    unsignedBy: { 'jsonwebtoken (npm)': 'looks for its checks among the members of a plain object' },
  },
  {
    name: 'a payload of 8 KB',
    header: {},
    payload: { exp: EXP, roles: Array.from({ length: 400 }, (_, index) => `role-${index}-of-many`) },
  },
]
