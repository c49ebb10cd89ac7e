// Facts from Project Wycheproof (C2SP, Apache-2.0), testvectors/json_web_key_test.json and json_web_signature_test.json:
// keys, tokens, and whether a verifier should accept them. Numbers are its test ids. Payloads are no claims ("foo",
// "Test"), so that "valid" can only mean that the signature holds. Left out are the tokens with damaged RSA padding and of
// other RSA algorithms (ids 46 to 340): test/engines/plain makes such of its own.

const rsaModulus =
  'kqGboBfAWttWPCA-0cGRgsY6SaYoIARt0B_PkaEcIq9HPYNdu9n6UuWHuuTHrjF_ZoQW97r5HaAorNvrMEGTGdxCHZdEtkHvNVVmrtxTBLiQCbCozXhFoIrVcr3qUBrdGnNn_M3jJi7Wg7p_-x62nS5gNG875oyheRkutHsQXikFZwsN3q_TsPNOVlCiHy8mxzaFTUQGm-X8UYexFyAivlDSjgDJLAZSWfxd7k9Gxuwa3AUfQqQcVcegmgKGCaErQ3qQbh1x7WB6iopE3_-GZ8HMAVtR9AmrVscqYsnjhaCehfAI0iKKs8zXr8tISc0ORbaalrkk03H1ZrsEnDKEWQ'
const rsaSignature =
  'HUwxI1-cZrZgcuOgBQ7G7NE-GrqK79l6GV1KT4DKXnSMFwC8pfZCzE7pmLE7mYpLCIvzC87yuOjuhT0uW5oe6aaAEtR978cm-q8dfly45flqMrd_ifhi9GCsMlyi8dpQ42Ou1etZljFZuWjfyk8CN1c5DaHRwhqjScAPIFp6xmzKIRUJ_xdQfUSfSlujLaixtScU518EoNP4oo1v7E8RAz6ZO4g2N4Xqs8OvSxYydcoTEg42QnLHe9JnXgI37Q5gSwinwaPsG3Ry56UYiLoL8mCUa74S51y02VsIgVmmGWgaXjM-i_lCiKQDBiBnvWlka4XhVuvd6ZWibM9cbCPtPg'
const modulus1024 =
  'rJBIp6T1YK-RtPyvYqFFlcucqewSAA_IReSFchE8qyiQrbARqRlXWkB2DR8j_pJQnIpYELbQWZC5Cd0PTGAU8rMbar2AW6zpmBbi7aQf17lUBdt8XI9M9rq7FPVQ1dDdUXm1SVH_9qqWhvMPR422SbfHBEzCAtzK0ANDRo6qz78'
const signature1024 =
  'AFuv9BiuEQP1Nmidc5xFw0qIT1d0NmgqakVKmJ-mMJNzg_J1L6nNXxMrSXCS6sfGIgXc44-vk8StVf7eIKjxozqzZ3Z2jT8AX_vp6_1WOje9jSPYEwf-3OgmD2QcyV14jXVTx9s0M8WKoYIo4_zA4qGiViE18khwGd9uqsjrJVA'
const exponentOneModulus =
  'u-SfdHPjFtGmzuoH6gheIIZ4nLwUHBQEtFGqOe0N8JuZUc5VOzlI8yl0r8ESilAouttkdftexj4VFJz5R9FH90ypVQDPL0H4mC_RtkcJ1DBB8MriU8dmzqSXP1SBs4s5L-pJWxKKLjXddD6gXJZ7HT_aPl2olvlLh8JkD_52U6sjdeP3OWDKvMu5GsrMlS9XJCVaCx8r9698OEElwK-ZW9PztgTSb-MvyTuyzis5Yc13n_z0wMLahpDilI2fzNsZ3yH6htu4VXPraSEZV6C0Z7epAAAUqiUnxh3WRupEICaewYEnW3MVS2hHwLwtPu_RR0XHoZr1oPSlQMP3Zi2QKw'
// The padded digest itself.
const exponentOneSignature = `AAH${'_'.repeat(269)}ADAxMA0GCWCGSAFlAwQCAQUABCC2RQuThyxZrC1hF3430kwQRUtpKnK2r9hhkP2mQe8zsg`

/** A modulus of the chips of CVE-2017-15361 (ROCA), and a signature by its key. */
export const rocaModulus =
  'AanFpofbj7KjD4Lf-N2hVMKR7yewSyXhhbirIMTGpfYEhZ_lnt5UoK98DnKIgArXGTu3MaW_HhFw16HGaTDUHqPrId7fe4r11CqRw09yBFuW79V8sYIwHdzCaWflUI6auImYbVfoN9_nD5n8N8SY9DwXw7mwZM9wREPXoDPgOoIWl6q_MPsp7n0zs3Z5ZaiQWOOzl1S9OhwAfSiiOwz6efnXEaxuTEtPd7BjSx7NaFka8Dx9U7YqXy2RFj1O9PjyaDGuRh7YXsX3iMUSP_wSyHQg_c_qHRtKUsNSGCT7OZg0hzm2KphtjnayKJvC64vAbROBR4Ubg6Bxg9IQVZ-QYyE'
const rocaSignature =
  'AF_6dFYBEaaI5OlOehaktwYarwKZwFFeKTNwz9ar6ntNh4k8oeQwiODJqT1nnX2KhrWMUc80JJIdaCq3y7wOSmlPrqRgrL5r9xqfQdokirCuynoq4Lbi226VlZmijmkyYtSeEbzvkhyjbY8cDQF_c2DMMQG8FBRNJPOSTxi_I75Twj0877G-16i3bAWcvFxcNKGQzSQNcp5Lvh15N2I3PDM5W7HaFwPO0drzLR9dsDW9uDCqHvMMyshC7rgZdqfXpkaJL8Whn_mUScnLxS7J-2wVt9xKY3LpR97HoanIK-rcqYS_eq9hY_65te4qbwPCtQMjipIgIGo9HZrNRomAB1c'

const oct = (kid: string, k: string, alg = 'HS256') => ({ kty: 'oct', use: 'sig', alg, kid, k })
const rsaKey = (kid: string, n: string, more: object = {}) => ({ kty: 'RSA', use: 'sig', alg: 'RS256', kid, n, e: 'AQAB', ...more })

export const hs256Key = oct('kid-aes-sign', '-ebuDNsVZ2iJtoZ-akfXTSCt4UO2cruLCsbWlBinggE')
export const es256Key = {
  kty: 'EC',
  use: 'sig',
  alg: 'ES256',
  kid: 'kid-ec-sign',
  crv: 'P-256',
  x: '04N0xi21hshyvBp7I167sbE_bXqyqkAPfefdklMO7wY',
  y: 'UI8exy-C06a7DUnjIdENkxeFtHM4-l_41LqEw9nVgmw',
}
export const rs256Key = rsaKey('kid-rsa-sign', rsaModulus)
/** Thirty-two zero bytes. */
export const zeroKey = oct('hs256-key', 'A'.repeat(43))

export const hs256Token = 'eyJhbGciOiJIUzI1NiIsImtpZCI6ImtpZC1hZXMtc2lnbiJ9.Zm9v.TD37p4c_0jmreSrBSDmE0F3mYSPtkZ3WrSyI5wb_KTg'
export const es256Token =
  'eyJhbGciOiJFUzI1NiIsImtpZCI6ImtpZC1lYy1zaWduIn0.Zm9v.5cA0OHyMP7ezamUd5c9kV-FrGxdx4hbGXOdplQkutrqWrte5P-pAvsE3Ve6xSyU3YDQwUHjVVOtvcrEbbnZ8yA'
export const rs256Token = `eyJhbGciOiJSUzI1NiIsImtpZCI6ImtpZC1yc2Etc2lnbiJ9.Zm9v.${rsaSignature}`

/** A test: its number, what it is about, the token, and what Wycheproof expects. */
export type Vector = readonly [id: number, about: string, token: string, valid?: 'valid']

/** Tests of json_web_key_test.json: a set of keys and a token. */
export const keySets: readonly (readonly [keys: readonly object[], ...vectors: readonly Vector[]])[] = [
  [[hs256Key, es256Key], [1, 'secrets beside public keys', hs256Token]],
  [
    [hs256Key, oct('kid-aes-sign-2', '-xbuDNsVZ2iJtoZ-akfXTSCt4UO2cruLCsbWlBinggE')],
    [2, 'two secrets', hs256Token, 'valid'],
    [3, 'a changed signature', hs256Token.replace('.TD', '.XD')],
  ],
  [[hs256Key, oct('kid-aes-sign', '-xxuDNsVZ2iJtos-akfXTSCt4UO2cruLCsbWlBingge')], [4, 'one kid twice', hs256Token]],
  [[rs256Key], [5, 'RS256', rs256Token, 'valid']],
  [[{ ...rs256Key, alg: 'RSA1_5', use: 'enc' }], [6, 'a key for encryption', rs256Token]],
  [
    [rsaKey('kid-rsa-roca-sign', rocaModulus)],
    [7, 'a key of CVE-2017-15361', `eyJhbGciOiJSUzI1NiIsImtpZCI6ImtpZC1yc2Etcm9jYS1zaWduIn0.Zm9v.${rocaSignature}`],
  ],
  [
    [rsaKey('RS256_1024', modulus1024)],
    [8, 'an RSA key of 1024 bits', `eyJhbGciOiJSUzI1NiIsImtpZCI6IlJTMjU2XzEwMjQifQ..${signature1024}`],
  ],
  [
    [rsaKey('RS256_2048', exponentOneModulus, { e: 'AQ' })],
    [9, 'the RSA exponent 1', `eyJhbGciOiJSUzI1NiIsImtpZCI6IlJTMjU2XzIwNDgifQ..${exponentOneSignature}`],
  ],
  [
    [oct('short_hs256_key', 'AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHg')],
    [10, 'a short secret', 'eyJhbGciOiJIUzI1NiIsImtpZCI6InNob3J0X2hzMjU2X2tleSJ9.Zm9v.OHXFiYUEmZcuvFx8FTvvN0fCfe8bspBX1ctB4dqcv0U'],
  ],
  [
    [oct('short_hs384_key', 'AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8gISIjJCUmJygpKissLS4', 'HS384')],
    [11, 'a short secret', 'eyJhbGciOiJIUzM4NCIsImtpZCI6InNob3J0X2hzMzg0X2tleSJ9.Zm9v.TKvI_fld4zqTKPhLBgiDArC88o2Lr4XyabrrD50VJUPQGev0k_q3g2kTIgK6evi8'],
  ],
  [
    [oct('short_hs512_key', 'AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8gISIjJCUmJygpKissLS4vMDEyMzQ1Njc4OTo7PD0-', 'HS512')],
    [12, 'a short secret', 'eyJhbGciOiJIUzUxMiIsImtpZCI6InNob3J0X2hzNTEyX2tleSJ9.Zm9v.8e1Oohdq6XP8EjQUEpX-E5fdbj9GG4JscFqPfxdN86R6DdFiRLXW6l0FZ5k4m-itvXSKDLvIsrdtJ6rZriHWiw'],
  ],
  [
    [oct('long_hs256_key', 'AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8gISIjJCUmJygpKissLS4vMDEyMzQ1Njc4OTo7PD0-P0A')],
    [13, 'a long secret', 'eyJhbGciOiJIUzI1NiIsImtpZCI6ImxvbmdfaHMyNTZfa2V5In0.Zm9v.21LcS4mucXHeWxB34_udiXxb3M3MHd0127KdnfF726o', 'valid'],
  ],
  [
    [oct('long_hs384_key', 'AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8gISIjJCUmJygpKissLS4vMDEyMzQ1Njc4OTo7PD0-P0A', 'HS384')],
    [14, 'a long secret', 'eyJhbGciOiJIUzM4NCIsImtpZCI6ImxvbmdfaHMzODRfa2V5In0.Zm9v.Ets-iThpZ2a7MChVHGPUIddl87WDNMWBXzUuaqqwXhy1JQJ2e7qzF395b8dTM8XE', 'valid'],
  ],
  [
    [oct('long_hs512_key', 'AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8gISIjJCUmJygpKissLS4vMDEyMzQ1Njc4OTo7PD0-P0A', 'HS512')],
    [15, 'a long secret', 'eyJhbGciOiJIUzUxMiIsImtpZCI6ImxvbmdfaHM1MTJfa2V5In0.Zm9v.QNYWqEdHjNGYfU3_Nf-ZfwaTuW9sNCtzQCNYcp64VJJPeFzph9CsN2CbBhCa2LKTJ7xXwpZPyS3KkwqLAwy17g', 'valid'],
  ],
  [
    [oct('hs256_key', '')],
    [16, 'an empty secret', 'eyJhbGciOiJIUzI1NiIsImtpZCI6ImhzMjU2X2tleSJ9.Zm9v.fyLEImF-r3ro2KJGK6cE1r304rKYqPMDLOwWF7A8cn4'],
  ],
  [
    [oct('hs384_key', '', 'HS384')],
    [17, 'an empty secret', 'eyJhbGciOiJIUzM4NCIsImtpZCI6ImhzMzg0X2tleSJ9.Zm9v.MucSluWWs1vlepYBpVrIrCv9_j1E3QjP2_bjx6Elmv6hs08BFpZHZgAzKmkuE8Hq'],
  ],
  [
    [oct('hs512_key', '', 'HS512')],
    [18, 'an empty secret', 'eyJhbGciOiJIUzUxMiIsImtpZCI6ImhzNTEyX2tleSJ9.Zm9v.DvLOFJrm8h9rvMXLtami3YIXZXrDVxnKAjputDbIo4NWt5WvfCkV7xlf8kqOhmQeBSi38VBBSI-Jl0tqJvrfNg'],
  ],
  [[{ ...es256Key, alg: 'ES521' }], [19, 'an alg that does not fit the curve', es256Token]],
  [[{ ...es256Key, alg: 'ES224' }], [20, 'an alg that does not fit the curve', es256Token]],
  [[{ ...es256Key, use: 'enc' }], [21, 'a key for encryption', es256Token]],
  [[{ ...es256Key, y: 'UI8exy-C06a7DUnjIdENkxeFtHM4-l_41LqEw9nVgnw' }], [22, 'a point off the curve', es256Token]],
  [[{ ...es256Key, crv: 'P-384' }], [23, 'another curve', es256Token]],
  [[{ ...es256Key, kty: 'RSA' }], [24, 'another kty', es256Token]],
  [[{ ...hs256Key, alg: 'A256GCM' }], [25, 'a secret for AES-GCM', hs256Token]],
  [[{ ...hs256Key, alg: 'A256KW' }], [26, 'a secret for wrapping keys', hs256Token]],
]

/** Tests of json_web_signature_test.json: one key and tokens. */
export const signatures: readonly (readonly [key: object, ...vectors: readonly Vector[]])[] = [
  [
    hs256Key,
    [1, 'HS256', hs256Token, 'valid'],
    [16, 'alg none', 'eyJhbGciOiJub25lIiwia2lkIjoia2lkLWFlcy1zaWduIn0.Zm9v.'],
    [17, 'the JSON serialization', '{"payload":"Zm9v","signatures":[{"protected":"eyJhbGciOiJIUzI1NiIsImtpZCI6ImtpZC1hZXMtc2lnbiJ9","header":{"unknown":"untrustworthy"},"signature":"TD37p4c_0jmreSrBSDmE0F3mYSPtkZ3WrSyI5wb_KTg"}'],
  ],
  [
    es256Key,
    [18, 'ES256', es256Token, 'valid'],
    [31, 'HS256 by the bytes of the public key', 'eyJhbGciOiJIUzI1NiIsImtpZCI6ImtpZC1lYy1zaWduIn0.Zm9v.TgWtz2FIRukBQ_mA5sgHa0Ybtgn7bl-YBPAi7Z0XdHU'],
    [32, 'an attacker’s key in the header', 'eyJhbGciOiJFUzI1NiIsImtpZCI6ImtpZC1lYy1zaWduIiwiandrIjp7Imt0eSI6IkVDIiwia2lkIjoia2lkLWVjLXNpZ24iLCJ1c2UiOiJzaWciLCJhbGciOiJFUzI1NiIsIngiOiJNZG5UWkRJaERKYmZBU2RGcWFtY3BPMkNoOUdOS0sybTBNUWxoNDAyU3BvIiwieSI6Ijdhdko0bHFfV3l4LW5MUERCUTJZcHl0dUh5TWlvMDdCVXl2bDNqYUMtMVkiLCJjcnYiOiJQLTI1NiJ9fQ.Zm9v.4jmsollQD8ZxvySzXYnIEYA4fwaZi2ZbC0aI1J4LYmW2Bn31NhKdjms2N6o51Dff5-InWXQF9m45VtTexl6yjg'],
  ],
  [rs256Key, [33, 'RS256', rs256Token, 'valid']],
  [
    { ...rs256Key, alg: 'PS512' },
    [341, 'alg none', 'eyJhbGciOiJub25lIn0.MTIzNDAw.'],
    [342, 'alg NONE', 'eyJhbGciOiJOT05FIn0.MTIzNDAw.'],
    [343, 'alg none, kid none', 'eyJhbGciOiJub25lIiwia2lkIjoibm9uZSJ9.MTIzNDAw.'],
    [344, 'alg none, with the kid', 'eyJhbGciOiJub25lIiwia2lkIjoiUFM1MTJfMjA0OCJ9.MTIzNDAw.'],
  ],
  [{ ...rs256Key, alg: undefined, use: 'enc' }, [353, 'use enc', rs256Token]],
  [{ ...es256Key, alg: undefined, use: 'enc' }, [354, 'use enc', es256Token]],
  [{ ...rs256Key, alg: undefined, use: undefined, key_ops: ['encrypt'] }, [355, 'key_ops encrypt', rs256Token]],
  [{ ...es256Key, alg: undefined, use: undefined, key_ops: ['encrypt'] }, [356, 'key_ops encrypt', es256Token]],
  [
    zeroKey,
    [357, 'HS256', 'eyJraWQiOiJoczI1Ni1rZXkiLCJhbGciOiJIUzI1NiJ9.VGVzdA.c1LROH7eNQwUT8KMVEO52VC3WZ9e_AnDWbZ7aMmowV8', 'valid'],
    [358, 'a MAC that begins with zeros', 'eyJraWQiOiJoczI1Ni1rZXkiLCJhbGciOiJIUzI1NiJ9.VDIxMzI1NjY4.AAAAtBuQqoI9HuBeAsgjL4nx8sCGYJa5-G2OrureLO4', 'valid'],
    [359, 'a MAC that begins with ones', 'eyJraWQiOiJoczI1Ni1rZXkiLCJhbGciOiJIUzI1NiJ9.VDgxMjM0MTM.____ETVRY0lRV9XgQeYX6ixdGT0NLHYb-wZem_ifJ5k', 'valid'],
    [360, 'spaces before the MAC', 'eyJraWQiOiJoczI1Ni1rZXkiLCJhbGciOiJIUzI1NiJ9.VGVzdA.    c1LROH7eNQwUT8KMVEO52VC3WZ9e_AnDWbZ7aMmowV8'],
    [361, 'a character before the MAC', 'eyJraWQiOiJoczI1Ni1rZXkiLCJhbGciOiJIUzI1NiJ9.VGVzdA.?c1LROH7eNQwUT8KMVEO52VC3WZ9e_AnDWbZ7aMmowV8'],
    [362, 'a character behind the MAC', 'eyJraWQiOiJoczI1Ni1rZXkiLCJhbGciOiJIUzI1NiJ9.VGVzdA.c1LROH7eNQwUT8KMVEO52VC3WZ9e_AnDWbZ7aMmowV8?'],
    [363, 'a character for a zero', 'eyJraWQiOiJoczI1Ni1rZXkiLCJhbGciOiJIUzI1NiJ9.VDIxMzI1NjY4.?AAAtBuQqoI9HuBeAsgjL4nx8sCGYJa5-G2OrureLO4'],
    [364, 'characters for ones', 'eyJraWQiOiJoczI1Ni1rZXkiLCJhbGciOiJIUzI1NiJ9.VDgxMjM0MTM.????ETVRY0lRV9XgQeYX6ixdGT0NLHYb-wZem_ifJ5k'],
    [365, 'spaces in the header, signed', 'eyJraWQiOiJoczI1Ni1rZXkiLCJhbGciOiJIUzI1NiJ9    .VGVzdA.DR-cdw2cCB53b3mpzMfk2gKTeyN0PhXBrTW1atMfSdM'],
    [366, 'characters in the header, signed', 'eyJraWQiOiJoczI1Ni1rZXkiLCJhbGciOiJIUzI1NiJ9####.VGVzdA.23srvDiEYo7665_26qKv4D-0E2a149WRWH_av2ki2I4'],
    [368, 'spaces in the payload, signed', 'eyJraWQiOiJoczI1Ni1rZXkiLCJhbGciOiJIUzI1NiJ9.    VGVzdA.AbPJgmXfihyNBUYpbdPK8qRpPjNuTE-Z_wYQyrU2lMQ'],
    [369, 'characters in the payload, signed', 'eyJraWQiOiJoczI1Ni1rZXkiLCJhbGciOiJIUzI1NiJ9.####VGVzdA.Ixs2CdBkk8qjqe2-hq2dobqVvv9iDcDS6gPNgoXJyFY'],
    [371, 'a character in the payload, signed', 'eyJraWQiOiJoczI1Ni1rZXkiLCJhbGciOiJIUzI1NiJ9.?VGVzdA.q0zEA3Js33N6HcOFfBK875qJ_nFwSzI9SN9qJnx5sOc'],
    [374, 'spare bits in the payload, signed as meant', 'eyJraWQiOiJoczI1Ni1rZXkiLCJhbGciOiJIUzI1NiJ9.AB.8sL_ycV8G_D-K_2A3I0EW3NoPMeQzv13cAzuHlQ5TAE'],
    [375, 'spare bits in the payload, signed as spelt', 'eyJraWQiOiJoczI1Ni1rZXkiLCJhbGciOiJIUzI1NiJ9.AB.9phoKDvkBMAqTgeVIYeqAi6-lvC0pbKg9ER--3T97w0'],
    [376, 'spaces in the header’s JSON', 'eyAia2lkIiA6ICJoczI1Ni1rZXkiLCAiYWxnIiA6ICJIUzI1NiIgfQ.VGVzdA.3nl1C7dKVGLfNyALp4ZKkmNFBJlFP8M9VGzCyil9S1c', 'valid'],
    [377, 'a line end in the header’s JSON', 'eyJraWQiOiJoczI1Ni1rZXkiLAoJImFsZyI6IkhTMjU2In0.VGVzdA.Yxn8cTl7IHpFIoEPOFrWmjm-GQlr_RMqHNJOp1ZuweY', 'valid'],
  ],
  [
    es256Key,
    [378, 'the other s of ES256', 'eyJhbGciOiJFUzI1NiIsImtpZCI6ImtpZC1lYy1zaWduIn0.Zm9v.5cA0OHyMP7ezamUd5c9kV-FrGxdx4hbGXOdplQkutrppUShFwBW_Qj7IqhFOtNrIXLLKXS5CSZmERxmnjeyoiQ', 'valid'],
    [379, 'a zero before r and s', 'eyJhbGciOiJFUzI1NiIsImtpZCI6ImtpZC1lYy1zaWduIn0.Zm9v.AOXANDh8jD-3s2plHeXPZFfhaxsXceIWxlznaZUJLra6AJau17k_6kC-wTdV7rFLJTdgNDBQeNVU629ysRtudnzI'],
    [380, 'a zero behind r and s', 'eyJhbGciOiJFUzI1NiIsImtpZCI6ImtpZC1lYy1zaWduIn0.Zm9v.5cA0OHyMP7ezamUd5c9kV-FrGxdx4hbGXOdplQkutroAlq7XuT_qQL7BN1XusUslN2A0MFB41VTrb3KxG252fMgA'],
    [381, 'r + n', 'eyJhbGciOiJFUzI1NiIsImtpZCI6ImtpZC1lYy1zaWduIn0.Zm9v.AeXANDd8jD-4s2plHeXPZFeeUhXFGPm1S1ChNFgFkdwLAJau17k_6kC-wTdV7rFLJTdgNDBQeNVU629ysRtudnzI'],
    [382, 's + n', 'eyJhbGciOiJFUzI1NiIsImtpZCI6ImtpZC1lYy1zaWduIn0.Zm9v.AOXANDh8jD-3s2plHeXPZFfhaxsXceIWxlznaZUJLra6AZau17g_6kC_wTdV7rFLJTcdGyr-H-zzcGMse95q2aIZ'],
    [383, 'r + 2^256', 'eyJhbGciOiJFUzI1NiIsImtpZCI6ImtpZC1lYy1zaWduIn0.Zm9v.AeXANDh8jD-3s2plHeXPZFfhaxsXceIWxlznaZUJLra6AJau17k_6kC-wTdV7rFLJTdgNDBQeNVU629ysRtudnzI'],
    [384, 's + 2^256', 'eyJhbGciOiJFUzI1NiIsImtpZCI6ImtpZC1lYy1zaWduIn0.Zm9v.AOXANDh8jD-3s2plHeXPZFfhaxsXceIWxlznaZUJLra6AZau17k_6kC-wTdV7rFLJTdgNDBQeNVU629ysRtudnzI'],
  ],
]

/** 0, 1, n - 1 and n of P-256, in hexadecimal: every pair of them as r and s is a test of its own (ids 386 to 401), all invalid. */
export const edges: readonly string[] = [
  '00'.repeat(32),
  `${'00'.repeat(31)}01`,
  'ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632550',
  'ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551',
]

/**
 * Where countersign decides otherwise than the files say, and why.
 * - JWK 4 ("invalid"): two keys with one kid, but the second one's k has spare bits and so is no base64url (RFC 4648 §3.5).
 *   A set's broken members are passed over (RFC 7517 §5); with the k mended, the kid is ambiguous.
 * - JWS 346 and 350 ("valid"): PS384 with a key that says of itself that it is for PS256. RFC 7517 §4.4 and RFC 8725 §3.1:
 *   a key is used with the algorithm that it names.
 * - JWS 347 and 351 ("valid"): ES512 with a key whose alg is "ES521", which is no algorithm; test 19 of the other file calls
 *   the same name invalid.
 * - JWS 367 and 370 ("invalid"): letter for letter the token of 357, which is "valid".
 * - JWS 372 and 373 ("valid"): a "?" within the base64url of header or payload. RFC 7515 §2 and §5.2 step 2 allow no other
 *   characters.
 */
export const disputed: readonly (readonly [id: number, key: object, token: string])[] = [
  [372, zeroKey, 'eyJraWQiOiJoczI1Ni1rZXkiLCJhbGciOiJIUzI1NiJ?9.VGVzdA.c1LROH7eNQwUT8KMVEO52VC3WZ9e_AnDWbZ7aMmowV8'],
  [373, zeroKey, 'eyJraWQiOiJoczI1Ni1rZXkiLCJhbGciOiJIUzI1NiJ9.VGVzdA?.c1LROH7eNQwUT8KMVEO52VC3WZ9e_AnDWbZ7aMmowV8'],
]
