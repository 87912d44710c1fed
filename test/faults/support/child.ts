/**
 * A real Tillie in a process of its own, made to be killed: sockets, road, jobs and the platforms'
 * real clients, with short leases and, when asked for, a clock of its own and troublesome models.
 * argv: a JSON `ChildOrders`. It says `ready URL` on stdout; SIGTERM stops it as the command would.
 */
import { setTimeout as pause } from 'node:timers/promises'
import type { RoadLimits } from '#chat/limits.ts'
import { readConfig } from '#config.ts'
import type { Model } from '#engine/model.ts'
import { offline } from '#engine/models/offline/offline.ts'
import { openTillie, type ProcessRole } from '#main.ts'

export interface ChildOrders {
  role: ProcessRole
  limits: Partial<RoadLimits>
  /** How far this process's clock is from the true one. */
  skewMs: number
  /** How long every answer takes, besides its own work; words with "slow" in them take `slowMs`. */
  answerMs: number
  slowMs: number
  /** Asks the models that its settings name, in place of the troubled reader. */
  asksServers: boolean
}

const orders: ChildOrders = JSON.parse(process.argv[2]!)

/** The offline reader with trouble: "poison" always throws, "slow" and every answer take their time. */
const troubled: Model = {
  name: 'offline',
  async answer(request) {
    const words = JSON.stringify(request.messages.at(-1) ?? '')
    if (words.includes('poison')) throw new Error('this message is poison')
    await pause(words.includes('slow') ? orders.slowMs : orders.answerMs)
    return offline().answer(request)
  },
}

process.on('unhandledRejection', (fault) => {
  process.stderr.write(`unhandled rejection: ${fault}\n`)
  process.exit(70)
})

const unpaced = { everyMs: 0, burst: 1 }
const tillie = await openTillie(readConfig(), {
  phone: false,
  role: orders.role,
  models: orders.asksServers ? undefined : [troubled],
  clock: () => new Date(Date.now() + orders.skewMs),
  road: { limits: orders.limits, paces: { whatsapp: unpaced, telegram: unpaced } },
})
process.once('SIGTERM', async () => {
  await tillie.stop()
  process.exit(0)
})
process.stdout.write(`ready ${tillie.url}\n`)
