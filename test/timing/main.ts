import { EXPERIMENTS } from './experiments.ts'
import { type Finding, observe } from './statistics.ts'

/** From here on a difference is real beyond doubt (dudect's own bound); below the lower one there is no sign of any. */
const CERTAIN = 10
const SUSPECT = 4.5

const VERDICTS = {
  none: 'no difference',
  some: 'to be watched',
  clear: 'DIFFERS',
  seen: 'differs, as it must',
  unseen: 'NOT SEEN',
} as const

function verdictOf({ worst, experiment }: Finding): keyof typeof VERDICTS {
  const size = Math.abs(worst)
  if (experiment.control) return size > CERTAIN ? 'seen' : 'unseen'
  return size > CERTAIN ? 'clear' : size > SUSPECT ? 'some' : 'none'
}

/**
 * Runs every experiment, prints t for each crop, and returns how many went wrong: a difference beyond doubt, or a control
 * that was not told apart.
 */
export function time(measurements: number, seed: number): number {
  console.log(`${measurements} measurements for each, half of them per class; seed ${seed}; ${process.version}\n`)
  let wrong = 0
  for (const experiment of EXPERIMENTS) {
    const finding = observe(experiment, measurements, seed)
    const verdict = verdictOf(finding)
    if (verdict === 'clear' || verdict === 'unseen') wrong++
    print(finding, VERDICTS[verdict])
  }
  return wrong
}

function print({ experiment, samples, medians, t, worst }: Finding, verdict: string): void {
  const [one, other] = experiment.classes
  console.log(`${experiment.name}: ${one} against ${other}`)
  console.log(`  ${samples.join(' and ')} samples, medians ${medians.map((each) => each.toFixed(1)).join(' and ')} ns`)
  console.log(`  t by percentile: ${t.map(([percentile, value]) => `${percentile}: ${value.toFixed(2)}`).join('  ')}`)
  console.log(`  largest |t| ${Math.abs(worst).toFixed(2)}: ${verdict}\n`)
}
