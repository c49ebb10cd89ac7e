// What package.json says twice or more: the lockfile and jsr.json have to say the same.
import { expect, it } from 'vitest'
import { read } from './source.ts'

interface Manifest {
  readonly version: string
  readonly license: string
  readonly exports: { readonly [entry: string]: unknown }
}

const npm = JSON.parse(read('package.json')) as Manifest
const jsr = JSON.parse(read('jsr.json')) as Manifest
const lock = JSON.parse(read('package-lock.json')) as Manifest

it('jsr.json and the lockfile have the version of package.json', () => {
  expect([jsr.version, lock.version]).toEqual([npm.version, npm.version])
  expect(jsr.license).toBe(npm.license)
})

it('jsr.json exports the source of each entry of package.json', () => {
  const sources = Object.entries(npm.exports)
    .filter(([entry]) => entry !== './package.json')
    .map(([entry, target]) => {
      const { default: built } = target as { default: string }
      return [entry, built.replace('./dist/', './src/').replace(/\.js$/, '.ts')]
    })
  expect(Object.entries(jsr.exports)).toEqual(sources)
})
