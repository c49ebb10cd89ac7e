import { hasWebCrypto } from './engine.ts'
import { readFragment } from './model/link.ts'
import { costPanel } from './panels/cost.ts'
import { Debugger } from './panels/debugger.ts'
import { Generator } from './panels/generator.ts'
import { Keys } from './panels/keys.ts'
import { announcer } from './view/announce.ts'
import { tabs } from './view/tabs.ts'

const debug = new Debugger()
const generator = new Generator((token, key, algorithm) => {
  debug.open(token, key, algorithm)
  panels.open('debugger')
})
const panels = tabs([
  ['debugger', 'Debugger', debug.element],
  ['generator', 'Generator', generator.element],
  ['keys', 'Keys', new Keys().element],
  ['cost', 'Cost', costPanel()],
])

/** Follows the address: a panel's name, and for the generator a draft. */
function follow(): void {
  const { panel, draft } = readFragment(location.hash)
  if (draft) generator.take(draft)
  panels.open(panel)
}

document.querySelector('main')?.replaceChildren(panels.list, ...panels.panels, announcer())
document.querySelector('[role=note]')?.toggleAttribute('hidden', hasWebCrypto)
addEventListener('hashchange', follow)
follow()
