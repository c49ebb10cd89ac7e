import { describe, expect, it } from 'vitest'
import { linkTo, readFragment } from '../../src/playground/model/link.ts'

const DRAFT = { algorithm: 'ES256', payload: '{"sub":"Zoë & co. #1 +?"}', typ: 'at+jwt', kid: '' }

describe('a link', () => {
  it('brings back what it carries, and carries it in the fragment alone', () => {
    const link = linkTo(DRAFT, 'https://page.example/playground.html#generator?payload=old')
    const { origin, pathname, search, hash } = new URL(link ?? '')
    expect(origin + pathname + search).toBe('https://page.example/playground.html')
    expect(readFragment(hash)).toEqual({ panel: 'generator', draft: DRAFT })
  })

  it('is not made longer than one that is taken', () => {
    expect(linkTo({ ...DRAFT, payload: 'x'.repeat(9_000) }, 'file:///p.html')).toBeUndefined()
    const hostile = readFragment(`#generator?payload=${'x'.repeat(1_000_000)}`)
    expect(hostile.draft?.payload.length).toBeLessThan(8_192)
  })

  it('names a panel, and has a draft for the generator only', () => {
    expect(readFragment('#keys')).toEqual({ panel: 'keys', draft: undefined })
    expect(readFragment('#keys?payload=x')).toEqual({ panel: 'keys', draft: undefined })
    expect(readFragment('')).toEqual({ panel: '', draft: undefined })
    expect(readFragment('#generator?x=1').draft).toEqual({ algorithm: '', payload: '', typ: '', kid: '' })
  })
})
