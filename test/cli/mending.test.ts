import { describe, expect, it } from 'vitest'
import { mendingOf, publicHalfOf, quoted } from '../../src/cli/mending.ts'

describe('what mends a key file', () => {
  it.each([
    ['openssl pkey -in key.pem -out private.pem', 'my.pem', 'openssl pkey -in my.pem -out private.pem'],
    ['openssl pkey -in encrypted.pem -out private.pem', 'a.pem', 'openssl pkey -in a.pem -out private.pem'],
    ['openssl x509 -in bundle.pem -out certificate.pem', 'a.pem', 'openssl x509 -in a.pem -out certificate.pem'],
    ['openssl rsa -in private.pem -out private.pem', 'private.pem', 'openssl rsa -in private.pem -out new-private.pem'],
    ['ssh-keygen -p -m PKCS8 -f key', 'id', 'ssh-keygen -p -m PKCS8 -f id'],
    [
      'puttygen key.ppk -O private-openssh -o key && ssh-keygen -p -m PKCS8 -f key',
      'my.ppk',
      'puttygen my.ppk -O private-openssh -o key && ssh-keygen -p -m PKCS8 -f key',
    ],
    [
      'ssh-keygen -e -m PKCS8 -f key.pub > public.pem',
      'public.pem',
      'ssh-keygen -e -m PKCS8 -f public.pem > new-public.pem',
    ],
    ["{ cut -d' ' -f2 key.pub | base64 -d; } | openssl x", 'a b', "{ cut -d' ' -f2 'a b' | base64 -d; } | openssl x"],
    ['xxd -r -p key.txt | openssl pkey', 'a', 'xxd -r -p a | openssl pkey'],
    ['JSON.parse(text)["private_key"]', 'g.json', `jq -r '.["private_key"]' g.json > key.pem`],
    ['createRemoteJwks(url)', 'x', 'countersign verify --jwks URL'],
    ["readFileSync(path, 'utf8')", 'x', 'give that file itself'],
    ['openssl genrsa -out private.pem 2048', 'x', 'openssl genrsa -out private.pem 2048'],
  ])('is told for the very file: %s', (fix, path, told) => {
    expect(mendingOf(fix, path)).toBe(told)
  })

  it('keeps the words of the library where there is no file, or one whose name no line can hold', () => {
    for (const path of [undefined, 'a\u001bb', 'a\nb']) {
      expect(mendingOf('openssl pkey -in key.pem', path)).toBe('openssl pkey -in key.pem')
      expect(mendingOf('text.match(/x/)[0]', path)).toBe("sed -n '/-----BEGIN/,/-----END/p' FILE > key.pem")
    }
    expect(mendingOf(undefined, 'x')).toBeUndefined()
  })

  it('never makes a command of a name that a file chose', () => {
    const evil = `JSON.parse(text)["x']' ; rm -rf ~ #"]`
    expect(mendingOf(evil, 'g.json')).not.toContain('rm -rf')
  })

  it.each([
    ['PKCS#8 PEM', 'a.pem', 'openssl pkey -in a.pem -pubout -out public.pem'],
    ['PKCS#8 PEM', undefined, 'openssl pkey -in FILE -pubout -out public.pem'],
    ['SEC1 PEM', 'public.pem', 'openssl pkey -in public.pem -pubout -out new-public.pem'],
    ['JWK', 'a b', "jq 'del(.d, .p, .q, .dp, .dq, .qi, .key_ops)' 'a b' > public.jwk.json"],
    ['JWK Set', 'x/jwks.json', "jq '.keys[] |= del(.d, .p, .q, .dp, .dq, .qi, .key_ops)' x/jwks.json > new-jwks.json"],
  ])('takes the public half out of a %s', (format, path, command) => {
    expect(publicHalfOf(format, path)).toBe(command)
  })

  it.each([
    ['plain/path.pem', 'plain/path.pem'],
    ['-in', './-in'],
    ['a b', "'a b'"],
    ["it's", "'it'\\''s'"],
    ['$(reboot)', "'$(reboot)'"],
  ])('quotes %s for a shell', (path, word) => {
    expect(quoted(path)).toBe(word)
  })
})
