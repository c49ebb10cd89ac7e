import './lazy.mjs'

export default {
  async test() {
    console.log(`REPORT ${await globalThis.runSuite()}`)
  },
}
