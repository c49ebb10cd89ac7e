import type { Target } from './target.ts'
import { boundKeys } from './targets/bindings.ts'
import { remembered } from './targets/cache.ts'
import { calls } from './targets/calls.ts'
import { base64url, jsonObjects, utf8Text } from './targets/codecs.ts'
import { macs, rsaSignatures } from './targets/hashes.ts'
import { inspection } from './targets/inspect.ts'
import { issuers } from './targets/issuer.ts'
import { singleJwks } from './targets/jwk.ts'
import { derBytesTarget, pemTexts } from './targets/pem.ts'
import { publishing } from './targets/publish.ts'
import { remoteSets } from './targets/remote.ts'
import { keyRings } from './targets/ring.ts'
import { anyText, disguised, randomSecrets } from './targets/secrets.ts'
import { keySets } from './targets/sets.ts'
import { signing } from './targets/signing.ts'
import { decoding, spelling } from './targets/spelling.ts'
import { derElements, durations, ecdsaForms } from './targets/structures.ts'
import { claims, wholeTokens } from './targets/tokens.ts'

/** All targets. */
export const targets: readonly Target[] = [
  wholeTokens,
  claims,
  spelling,
  decoding,
  singleJwks,
  keySets,
  pemTexts,
  derBytesTarget,
  disguised,
  randomSecrets,
  anyText,
  inspection,
  calls,
  signing,
  remembered,
  boundKeys,
  remoteSets,
  issuers,
  publishing,
  keyRings,
  base64url,
  utf8Text,
  jsonObjects,
  derElements,
  ecdsaForms,
  durations,
  macs,
  rsaSignatures,
]
