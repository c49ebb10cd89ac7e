// countersign itself: the async entry, and the sync entry where it has been built.

import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { createSigner, createVerifier, sign, verify } from '../../dist/index.js'
import { CACHED } from '../material.mjs'

const options = (algorithm) => ({ algorithm, expiresIn: '1h' })
const rules = (algorithm) => ({ algorithms: [algorithm] })

/** The async entry. */
export const countersign = {
  name: 'countersign',
  mode: 'async',
  claimsOf: (result) => result,
  prepared({ algorithm, signKey, verifyKey }) {
    return {
      sign: createSigner(signKey, options(algorithm)),
      verify: createVerifier(verifyKey, rules(algorithm)),
    }
  },
  asText({ algorithm, signText, verifyText }) {
    return {
      sign: (payload) => sign(payload, signText, options(algorithm)),
      verify: (token) => verify(token, verifyText, rules(algorithm)),
    }
  },
  caching({ algorithm, verifyKey }) {
    return { verify: createVerifier(verifyKey, { ...rules(algorithm), cache: { max: CACHED, ttl: '10m' } }) }
  },
}

const entry = new URL('../../dist/sync.js', import.meta.url)

/** The sync entry's module, or `undefined` while it is not built. */
export const syncEntry = existsSync(fileURLToPath(entry)) ? await import(entry.href) : undefined

/** The sync entry, on the road that it chooses itself, or on a given one (`'plain'` or `'native'`). */
export function syncContestant(engine) {
  const road = engine ? { engine } : {}
  return {
    name: engine ? `countersign/sync ${engine}` : 'countersign/sync',
    mode: 'sync',
    claimsOf: (result) => result,
    prepared({ algorithm, signKey, verifyKey }) {
      return {
        sign:
          engine === 'plain' && !algorithm.startsWith('HS')
            ? undefined
            : syncEntry.createSigner(signKey, { ...options(algorithm), ...road }),
        verify: syncEntry.createVerifier(verifyKey, { ...rules(algorithm), ...road }),
      }
    },
    asText({ algorithm, signText, verifyText }) {
      return {
        sign: (payload) => syncEntry.sign(payload, signText, { ...options(algorithm), ...road }),
        verify: (token) => syncEntry.verify(token, verifyText, { ...rules(algorithm), ...road }),
      }
    },
    caching({ algorithm, verifyKey }) {
      return {
        verify: syncEntry.createVerifier(verifyKey, {
          ...rules(algorithm),
          ...road,
          cache: { max: CACHED, ttl: '10m' },
        }),
      }
    },
  }
}
