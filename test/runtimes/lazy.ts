// The form for runtimes that load first and run later: workerd forbids random values, timers and fetch while it loads.
import { runSuite } from './suite.ts'

Object.assign(globalThis, { runSuite: async () => JSON.stringify(await runSuite()) })
