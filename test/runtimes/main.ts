// The form for runtimes that run a module from a command line: prints the report.
import { runSuite } from './suite.ts'

console.log(`REPORT ${JSON.stringify(await runSuite())}`)
