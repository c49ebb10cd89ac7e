import { h } from './element.ts'

/** Panels of which one is shown, and the list of tabs that chooses (ARIA Authoring Practices, tabs). */
export interface Tabs {
  readonly list: HTMLElement
  readonly panels: readonly HTMLElement[]
  /** Shows a panel; an unknown name leaves the one that is shown. */
  open(name: string): void
}

/** Makes the tabs. The address follows, so that a panel can be linked to and the way back works. */
export function tabs(entries: readonly (readonly [name: string, label: string, content: HTMLElement])[]): Tabs {
  const names = entries.map(([name]) => name)
  const panels = entries.map(([name, , content], at) =>
    h('div', { role: 'tabpanel', id: `panel-${name}`, 'aria-labelledby': `tab-${name}`, hidden: at > 0 }, content),
  )
  const buttons = entries.map(([name, label], at) =>
    h(
      'button',
      {
        type: 'button',
        role: 'tab',
        id: `tab-${name}`,
        'aria-controls': `panel-${name}`,
        click: () => choose(at),
        keydown: (event) => move(event as KeyboardEvent, at),
      },
      label,
    ),
  )
  function show(chosen: number): void {
    for (const [at, tab] of buttons.entries()) {
      tab.setAttribute('aria-selected', `${at === chosen}`)
      tab.tabIndex = at === chosen ? 0 : -1
      panels[at]?.toggleAttribute('hidden', at !== chosen)
    }
  }
  function choose(at: number): void {
    show(at)
    history.replaceState(null, '', `#${names[at]}`)
  }
  function move(event: KeyboardEvent, at: number): void {
    const count = buttons.length
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1 + count, Home: 0, End: count - 1 }[event.key]
    if (to === undefined) return
    event.preventDefault()
    choose(to % count)
    buttons[to % count]?.focus()
  }
  show(0)
  return {
    list: h('div', { role: 'tablist', 'aria-label': 'What to do' }, ...buttons),
    panels,
    open(name) {
      const at = names.indexOf(name)
      if (at >= 0) show(at)
    },
  }
}
