type Property = string | number | boolean | undefined | ((event: Event) => void)
type Child = Node | string | undefined

/** Gives an element its attributes, the listeners among them by the name of their event, and its children. */
function furnish<E extends Element>(
  element: E,
  properties: { readonly [name: string]: Property },
  children: readonly Child[],
): E {
  for (const [name, value] of Object.entries(properties)) {
    if (typeof value === 'function') element.addEventListener(name, value)
    else if (typeof value === 'boolean') element.toggleAttribute(name, value)
    else if (value !== undefined) element.setAttribute(name, `${value}`)
  }
  // Text goes in as text nodes and nowhere as markup: whatever was pasted stays text.
  element.append(...children.filter((child) => child !== undefined))
  return element
}

/** Makes an element of HTML. */
export function h<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  properties: { readonly [name: string]: Property } = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[Tag] {
  return furnish(document.createElement(tag), properties, children)
}

/** Makes an element of SVG. */
export function svg<Tag extends keyof SVGElementTagNameMap>(
  tag: Tag,
  properties: { readonly [name: string]: Property } = {},
  ...children: readonly Child[]
): SVGElementTagNameMap[Tag] {
  return furnish(document.createElementNS('http://www.w3.org/2000/svg', tag), properties, children)
}

/** An id that no other element of the page has. */
export function freshId(): string {
  return `f${++ids}`
}
let ids = 0

/** Runs the newest of many calls, once nothing has come for some milliseconds. */
export function debounced(wait: number, run: () => void): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined
  return () => {
    clearTimeout(timer)
    timer = setTimeout(run, wait)
  }
}

/** One line of work of which the newest alone counts: what an overtaken one found out is of no interest. */
export interface Latest {
  follow<Value>(work: Promise<Value>, done: (value: Value) => void, failed?: (error: unknown) => void): void
  /** Lets go of the work that is under way. */
  drop(): void
}

/** Begins such a line. */
export function latest(): Latest {
  let current = 0
  return {
    follow(work, done, failed) {
      const own = ++current
      work.then(
        (value) => own === current && done(value),
        (error) => own === current && failed?.(error),
      )
    },
    drop() {
      current++
    },
  }
}
