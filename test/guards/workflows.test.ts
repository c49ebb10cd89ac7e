// What runs with the project's name on it elsewhere: pinned, with the least permission, and nothing published unchecked.
import { describe, expect, it } from 'vitest'
import { filesIn, read } from './source.ts'

const workflows = filesIn('.github/workflows', '.yml')
const release = read('.github/workflows/release.yml')

/** The text of each job of a workflow, by its name. */
function jobsOf(text: string): Record<string, string> {
  const [, jobs = ''] = text.split(/^jobs:\n/m)
  const blocks = jobs.split(/^ {2}(?=\w+:\n)/m).filter((block) => block.trim() !== '')
  return Object.fromEntries(blocks.map((block) => [block.slice(0, block.indexOf(':')), block]))
}

/** The permissions of a job, as they are written. */
function permissionsOf(job: string): string[] {
  const [, lines = ''] = /^ {4}permissions:\n((?: {6}\S.*\n)+)/m.exec(job) ?? []
  return lines.split('\n').flatMap((line) => line.trim() || [])
}

describe.each(workflows)('%s', (path) => {
  const text = read(path)

  it('pins every action to a commit, and says which version that is', () => {
    const uses = [...text.matchAll(/\buses: (.*)/g)].map(([, action]) => action)
    expect(uses).not.toEqual([])
    expect(uses.filter((action) => !/^actions\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(action ?? ''))).toEqual([])
  })

  it('grants nothing to all jobs but reading', () => {
    expect(text).toMatch(/^permissions:( \{\}|\n {2}contents: read)\n\n/m)
    expect(text).not.toMatch(/write-all|pull_request_target|secrets\./)
  })

  it('leaves no credentials where the checked-out code could find them', () => {
    const checkouts = text.split('actions/checkout@').slice(1)
    expect(checkouts.filter((step) => !/^.*\n {8}with:\n {10}persist-credentials: false\n/.test(step))).toEqual([])
  })
})

describe('the release', () => {
  const jobs = jobsOf(release)

  it('checks, builds, publishes and announces, in this order', () => {
    const needs = Object.entries(jobs).map(([name, job]) => [name, /^ {4}needs: (\w+)$/m.exec(job)?.[1]])
    expect(needs).toEqual([
      ['check', undefined],
      ['build', 'check'],
      ['publish', 'build'],
      ['announce', 'publish'],
    ])
    expect(jobs['check']).toContain('bash .ci/run')
    expect(jobs['build']).toContain('npm run build:twice -- release')
    expect(jobs['publish']).toContain('--provenance')
  })

  it('gives each job the one permission that it needs', () => {
    const granted = Object.entries(jobs).map(([name, job]) => [name, permissionsOf(job)])
    expect(granted).toEqual([
      ['check', ['contents: read']],
      ['build', ['contents: read']],
      ['publish', ['id-token: write']],
      ['announce', ['contents: write']],
    ])
  })

  it('runs nothing of the project, and installs nothing, where it may publish', () => {
    expect(jobs['publish']).not.toMatch(/checkout|npm (?:install|ci|run|exec)|npx|node /)
    expect(jobs['publish']).toContain('--ignore-scripts')
  })
})
