import { shown } from '../model/characters.ts'
import type { Stretch } from '../model/pieces.ts'
import { h } from './element.ts'
import { box } from './parts.ts'

/**
 * A text area with its text painted in colours beneath it. The area itself has no visible letters, only the caret and
 * the selection; the layer beneath breaks its lines in the same places, and makes the height.
 */
export interface MarkedField {
  readonly element: HTMLElement
  paint(stretches: readonly Stretch[]): void
  /** Takes the person to a place. */
  select(start: number, end: number): void
}

/** The element of one stretch. */
function stretched(text: string, { kind, bad }: Stretch): HTMLElement {
  return bad ? h('mark', {}, text) : h('span', { class: kind }, text)
}

/** Paints a text area. */
export function markedField(area: HTMLTextAreaElement): MarkedField {
  const layer = h('div', { class: 'layer', 'aria-hidden': 'true' })
  const element = box('marked code', layer, area)
  return {
    element,
    paint(stretches) {
      const pieces = stretches.map((stretch) => stretched(area.value.slice(stretch.start, stretch.end), stretch))
      // A line break at the end begins no line of its own without something behind it.
      layer.replaceChildren(...pieces, '\u200b')
    },
    select(start, end) {
      area.focus()
      area.setSelectionRange(start, end)
      layer.querySelector('mark')?.scrollIntoView({ block: 'nearest' })
    },
  }
}

/** A text as it may be shown: characters that would hide or mislead stand there by their numbers. */
export function safely(text: string): (HTMLElement | string)[] {
  return shown(text).map((piece) => (piece.escaped ? h('span', { class: 'escape' }, piece.text) : piece.text))
}

/** A token in its colours, to be looked at and copied only. */
export function paintedToken(text: string, stretches: readonly Stretch[]): HTMLElement[] {
  return stretches.map((stretch) => stretched(text.slice(stretch.start, stretch.end), stretch))
}
