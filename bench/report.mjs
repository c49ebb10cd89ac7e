// A run written down: on the terminal as it goes, and in full runs as JSON, Markdown and charts in bench/results/.

import { mkdirSync, writeFileSync } from 'node:fs'
import { drawBars } from './chart.mjs'
import { machineLines } from './machine.mjs'
import { bold, dim, heading, plain, table, wrapped } from './terminal.mjs'

/** Prints one section. */
export function show({ title, blocks, notes = [], seconds }) {
  console.log(heading(title) + (seconds === undefined ? '' : dim(`  (${seconds.toFixed(0)} s)`)))
  for (const { caption, head, rows, left } of blocks) {
    if (caption) console.log(`\n  ${bold(caption)}`)
    if (rows.length) console.log(table(head, rows, { left: left ?? [0] }))
  }
  for (const note of notes) console.log(dim(wrapped('  · ', note)))
}

const cell = (text) => plain(String(text ?? '')).replaceAll('|', '\\|')

function markdownTable({ caption, head, rows, left = [0] }) {
  if (!rows.length) return ''
  const line = (cells) => `| ${cells.map(cell).join(' | ')} |`
  const rule = `|${head.map((_, at) => (left.includes(at) ? '---' : '---:')).join('|')}|`
  return [...(caption ? [`**${caption}**`, ''] : []), line(head), rule, ...rows.map(line), ''].join('\n')
}

function markdown(name, facts, sections) {
  const parts = [
    `# Bench: ${name}`,
    '',
    ...machineLines(facts).flatMap((line) => [line, '']),
    'Made by `npm run bench:full`, or in less time by `npm run bench -- --save`; what the columns mean stands below each table.',
    '',
  ]
  for (const { title, blocks, charts = [], notes = [] } of sections) {
    parts.push(`## ${title}`, '', ...blocks.map(markdownTable))
    parts.push(...charts.map((chart) => `![${chart.title}](${name}-${chart.file}.svg)\n`))
    parts.push(...notes.map((note) => `- ${note}`), '')
  }
  return `${parts
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trimEnd()}\n`
}

/** Writes a run down under a name such as `node-20`, and says where. */
export function write(folder, name, { facts, sections, outcomes, targets, pace }) {
  mkdirSync(folder, { recursive: true })
  const contests = Object.fromEntries([...outcomes].map(([id, outcome]) => [id, outcome.toJSON()]))
  const record = {
    machine: facts,
    pace,
    unit: 'microseconds per call: median, lower and upper quartile',
    targets,
    contests,
  }
  writeFileSync(new URL(`${name}.json`, folder), `${JSON.stringify(record, null, 1)}\n`)
  writeFileSync(new URL(`${name}.md`, folder), markdown(name, facts, sections))
  for (const chart of sections.flatMap(({ charts = [] }) => charts)) {
    writeFileSync(new URL(`${name}-${chart.file}.svg`, folder), drawBars(chart))
  }
  return [`${name}.json`, `${name}.md`, `${name}-*.svg`]
}
