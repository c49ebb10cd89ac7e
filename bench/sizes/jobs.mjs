// What a front end or a worker may want of a JWT library, and the code that does it with each. Every rival's code does the
// same job as far as it goes; where it goes less far, `less` says what is missing.

const own = (names, entry = 'countersign') => `import { ${names} } from '${entry}'\nconsole.log(${names})`
const from = (module, names) => `import { ${names} } from '${module}'\nconsole.log(${names})`

const NO_FORMATS = 'reads no PEM, JWK or certificate by itself, judges no numbers of keys'

/** The jobs, from the smallest on. */
export const JOBS = [
  {
    name: 'decode',
    ours: own('decode'),
    rivals: {
      jose: { code: from('jose', 'decodeJwt') },
      'hono/jwt': { code: from('hono/jwt', 'decode') },
      oslo: { code: from('oslo/jwt', 'parseJWT') },
    },
  },
  {
    name: 'verify',
    ours: own('verify'),
    rivals: {
      jose: { code: from('jose', 'jwtVerify, importSPKI, importX509'), less: 'no PKCS#1, judges no numbers of keys' },
      'hono/jwt': { code: from('hono/jwt', 'verify'), less: NO_FORMATS },
      oslo: { code: from('oslo/jwt', 'validateJWT'), less: NO_FORMATS },
    },
  },
  {
    name: 'sign and verify',
    ours: own('sign, verify'),
    rivals: {
      jose: {
        code: from('jose', 'SignJWT, jwtVerify, importPKCS8, importSPKI, importX509'),
        less: 'no PKCS#1, no SEC1',
      },
      'hono/jwt': { code: from('hono/jwt', 'sign, verify'), less: NO_FORMATS },
      oslo: { code: from('oslo/jwt', 'createJWT, validateJWT'), less: NO_FORMATS },
    },
  },
  {
    name: 'verify with a remote JWK Set',
    ours: own('createVerifier, createRemoteJwks'),
    rivals: {
      jose: { code: from('jose', 'jwtVerify, createRemoteJWKSet') },
      'hono/jwt': { code: from('hono/jwt', 'verifyWithJwks'), less: 'fetches the set for every token' },
    },
  },
  {
    name: 'verify without promises (countersign/sync)',
    ours: own('verify', 'countersign/sync'),
    rivals: {},
  },
  {
    name: 'everything',
    ours: "import * as all from 'countersign'\nconsole.log(all)",
    rivals: {
      jose: {
        code: "import * as all from 'jose'\nconsole.log(all)",
        less: 'encrypts too, but has no key rings and no inspection',
      },
    },
  },
]
