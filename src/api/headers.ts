import type { AlgorithmFacts } from '../algorithms/table.ts'
import type { Compact } from '../token/compact.ts'
import { admitHeader, type HeaderRules, readHeader } from '../token/header.ts'
import type { JoseHeader } from '../types.ts'
import { frozen } from './cache.ts'

/** A header that has been admitted, and the facts of its algorithm. */
export interface Admitted {
  readonly header: JoseHeader
  readonly facts: AlgorithmFacts
}

/**
 * Reads and admits the headers of one verifier's tokens, and remembers the last: tokens of one issuer share their
 * header to the letter, and the same text under the same rules has the same outcome. The header is frozen, because
 * several tokens' callbacks see it.
 */
export class HeaderMemo {
  readonly #rules: HeaderRules
  #text = ''
  #last: Admitted | undefined

  constructor(rules: HeaderRules) {
    this.#rules = rules
  }

  /** @throws JwtError as `readHeader` and `admitHeader` */
  admit(token: Compact): Admitted {
    // Compared in place: cutting the segment out would allocate a text for each token.
    const known = this.#last
    if (known && token.first === this.#text.length && token.text.startsWith(this.#text)) return known
    const header = frozen(readHeader(token))
    const admitted = { header, facts: admitHeader(header, this.#rules) }
    this.#text = token.text.slice(0, token.first)
    this.#last = admitted
    return admitted
  }
}
