import { announce } from './announce.ts'
import { h } from './element.ts'
import { button } from './form.ts'

/** Copies without the clipboard API, which pages on plain http do not have. */
function copyByHand(text: string): boolean {
  const area = h('textarea', { class: 'hidden', 'aria-hidden': 'true', tabindex: -1 })
  const before = document.activeElement
  area.value = text
  document.body.append(area)
  area.select()
  const done = document.execCommand('copy')
  area.remove()
  if (before instanceof HTMLElement) before.focus()
  return done
}

async function copy(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text)
    return true
  } catch {
    return copyByHand(text)
  }
}

/** A button that copies a text, or what a function says then, and says so on itself. */
export function copyButton(what: string, text: string | (() => string), label = 'Copy'): HTMLButtonElement {
  let timer: ReturnType<typeof setTimeout> | undefined
  const pressed = async () => {
    const now = typeof text === 'string' ? text : text()
    const done = now !== '' && (await copy(now))
    face.textContent = done ? 'Copied' : 'Not copied'
    announce(`${what} ${done ? 'copied' : 'not copied'}`, 0)
    clearTimeout(timer)
    timer = setTimeout(() => {
      face.textContent = label
    }, 1600)
  }
  const face = button(label, () => void pressed(), 'small')
  face.setAttribute('aria-label', `Copy ${what}`)
  return face
}

/** A button that saves a text as a file. It is made of the text alone and goes through no server. */
export function saveButton(what: string, name: string, text: string): HTMLButtonElement {
  const pressed = () => {
    const address = URL.createObjectURL(new Blob([text], { type: 'application/octet-stream' }))
    h('a', { href: address, download: name }).click()
    setTimeout(() => URL.revokeObjectURL(address), 10_000)
    announce(`${what} saved as ${name}`, 0)
  }
  const face = button('Download', pressed, 'small')
  face.setAttribute('aria-label', `Download ${what}`)
  return face
}
