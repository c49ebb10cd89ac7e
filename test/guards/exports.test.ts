import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { describe, expect, it } from 'vitest'
import { root } from './source.ts'

/** The public names. Adding one is a minor release, taking one away a major one. */
const NAMES = [
  'JwtError',
  'createLocalJwks',
  'createSigner',
  'createVerifier',
  'decode',
  'exportJwk',
  'exportPem',
  'generateSecret',
  'importKey',
  'inspectKey',
  'isJwtError',
  'sign',
  'thumbprint',
  'verify',
]

/** Names that only one entry has. */
const ENTRIES: Record<string, readonly string[]> = {
  'src/index.ts': [
    'createFileStore',
    'createIssuerVerifier',
    'createKeyRing',
    'createMemoryStore',
    'createRemoteJwks',
    'generateKeyPair',
    'jwksResponse',
  ],
  'src/sync.ts': [],
}

describe.each(Object.entries(ENTRIES))('%s', (entry, more) => {
  const path = join(root, entry)

  it.skipIf(!existsSync(path))('exports exactly the public names', async () => {
    const exported: object = await import(pathToFileURL(path).href)
    expect(Object.keys(exported).sort()).toEqual([...NAMES, ...more].sort())
  })
})
