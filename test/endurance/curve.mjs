// The memory that a long run holds, from time to time: a table, a verdict, a drawing.
import { writeFileSync } from 'node:fs'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { drawBars } from '../../bench/chart.mjs'

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc')

/** Growth of the second half that is no growth, in bytes: caches are bounded, and full by then. */
const NOISE = 1_500_000

const megabytes = (bytes) => Number((bytes / 1e6).toFixed(2))

/** What was held after so and so many verifications. */
export class Curve {
  #points = []

  /** Notes what is held now, with what nobody needs any more collected. */
  async note(verifications) {
    await new Promise((resolve) => setImmediate(resolve))
    collect()
    const { heapUsed, external, rss } = process.memoryUsage()
    this.#points.push({ verifications, heapUsed, external, rss })
  }

  print() {
    const rows = this.#points.map(({ verifications, ...bytes }) => ({
      verifications,
      'heap, MB': megabytes(bytes.heapUsed),
      'outside of it, MB': megabytes(bytes.external),
      'process, MB': megabytes(bytes.rss),
    }))
    console.table(rows)
  }

  /** Megabytes by which heap and buffers grew in the second half. */
  get growth() {
    const middle = this.#points[this.#points.length >> 1]
    const end = this.#points.at(-1)
    return megabytes(end.heapUsed + end.external - middle.heapUsed - middle.external)
  }

  get flat() {
    return this.growth * 1e6 < NOISE
  }

  /** Writes the heap as a drawing. */
  draw(path, title) {
    const bars = this.#points.map(({ verifications, heapUsed }) => [
      verifications.toLocaleString('en'),
      megabytes(heapUsed),
    ])
    writeFileSync(path, drawBars({ title, unit: ' MB', bars }))
  }
}
