import { hasWebCrypto } from './engine.ts'
import { readFragment } from './model/link.ts'
import { costPanel } from './panels/cost.ts'
import { debuggerPanel } from './panels/debugger.ts'
import { generatorPanel } from './panels/generator.ts'
import { keysPanel } from './panels/keys.ts'
import { announcer } from './view/announce.ts'
import { tabs } from './view/tabs.ts'

const debug = debuggerPanel()
const generator = generatorPanel((token, key, algorithm) => {
  debug.open(token, key, algorithm)
  panels.open('debugger')
})
const panels = tabs([
  ['debugger', 'Debugger', debug.element],
  ['generator', 'Generator', generator.element],
  ['keys', 'Keys', keysPanel()],
  ['cost', 'Cost', costPanel()],
])

/** Follows the address: a panel's name, and for the generator a draft. */
function follow(): void {
  const { panel, draft } = readFragment(location.hash)
  if (draft) generator.take(draft)
  panels.open(panel)
}

document.querySelector('main')?.replaceChildren(panels.list, ...panels.panels, announcer())
document.querySelector('.plain-http')?.toggleAttribute('hidden', hasWebCrypto)
addEventListener('hashchange', follow)
follow()
