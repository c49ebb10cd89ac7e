import { JwtError } from '../errors.ts'
import type { Claims, CompleteToken, DecodeOptions, JoseHeader } from '../types.ts'
import { decodePart, objectOfPart, openCompact, textOfPart } from './compact.ts'

/**
 * Reads a token's payload **without verifying anything**: whoever made the token chose what stands there. For logs and
 * debugging; a decision needs `verify`. With `complete: true` the header and the signature come with it.
 *
 * @throws JwtError `ERR_TOKEN_MALFORMED`, `ERR_TOKEN_TOO_LONG` or `ERR_CONFIG`
 */
export function decode<Payload = Claims>(
  token: string,
  options: DecodeOptions & { complete: true },
): CompleteToken<Payload>
export function decode<Payload = Claims>(token: string, options?: DecodeOptions & { complete?: false }): Payload
export function decode(token: string, options: DecodeOptions = {}): unknown {
  // The readers of `options.ts` would weigh more than all the rest of decode.
  for (const [name, value] of Object.entries(options)) {
    if (name === 'complete' ? typeof value !== 'boolean' : name !== 'maxTokenLength' || !((value as number) > 0)) {
      throw new JwtError(
        'ERR_CONFIG',
        'decode takes the options complete (true or false) and maxTokenLength (characters).',
      )
    }
  }
  const opened = openCompact(token, options.maxTokenLength)
  const read = (part: 'header' | 'payload') => objectOfPart(textOfPart(decodePart(opened, part), part), part)
  const header = read('header') as JoseHeader
  const payload = read('payload')
  return options.complete ? { header, payload, signature: token.slice(opened.second + 1) } : payload
}
