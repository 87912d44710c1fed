/** A child process with a bell each second: says "rang", stops the bells, and must then end by itself. */
import { openBells } from '../../src/jobs/bells.ts'

const bells = openBells([{ name: 'second', cron: '* * * * * *', hasSeconds: true }], {
  onRing: (name) => {
    console.log(`rang ${name}`)
    void bells.stop()
  },
  onFault: (fault) => console.error(fault),
})
await bells.start()
