/** What a link to the generator carries: nothing of a key, and no token. */
export interface Draft {
  readonly algorithm: string
  readonly payload: string
  readonly typ: string
  readonly kid: string
}

const FIELDS = ['algorithm', 'payload', 'typ', 'kid'] as const

/** More than this no link carries, and none that comes from elsewhere brings in. */
const LONGEST = 8_192

/** The address of this page with a draft in its fragment, which browsers keep to themselves; `undefined` when too long. */
export function linkTo(draft: Draft, address: string): string | undefined {
  const fields = new URLSearchParams(FIELDS.flatMap((name) => (draft[name] === '' ? [] : [[name, draft[name]]])))
  const fragment = `#generator?${fields}`
  return fragment.length > LONGEST ? undefined : `${address.replace(/#.*$/s, '')}${fragment}`
}

/** The panel that a fragment names, and the draft that it carries, if it does. */
export function readFragment(fragment: string): { panel: string; draft: Draft | undefined } {
  const [panel = '', query] = fragment.slice(0, LONGEST).replace(/^#/, '').split('?', 2)
  if (panel !== 'generator' || query === undefined) return { panel, draft: undefined }
  const fields = new URLSearchParams(query)
  const [algorithm, payload, typ, kid] = FIELDS.map((name) => fields.get(name) ?? '') as [
    string,
    string,
    string,
    string,
  ]
  return { panel, draft: { algorithm, payload, typ, kid } }
}
