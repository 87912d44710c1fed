/** Messages whose turns were broken off: one of them may end the process, the others must not pay for it. */
import { afterAll, afterEach, expect, test } from 'vitest'
import { echo, message } from '#test/support/messages.ts'
import { openShop } from '#test/support/road.ts'

const shop = await openShop()
afterEach(() => shop.stopRoads())
afterAll(() => shop.close())

let nextPhone = 730_000_100
const somebody = () => ({ phone: `+254${nextPhone++}`, name: 'Juma' })

const attemptsOf = () =>
  shop.ask(
    (sql) => sql<{ attempts: number; state: string; reason: string | null }[]>`
      select attempts, state, reason from inbox order by id`,
  )

test('are answered one at a time, and cost no attempt while they wait', async () => {
  let atOnce = 0
  let mostAtOnce = 0
  const { road, keep, whatsapp } = await shop.open({
    answer: async (asked) => {
      const isSuspect = asked.text.startsWith('suspect')
      if (isSuspect) mostAtOnce = Math.max(mostAtOnce, ++atOnce)
      // As long as it takes for the others to be looked at again.
      if (isSuspect) await new Promise((done) => setTimeout(done, 40))
      if (isSuspect) atOnce -= 1
      return echo(asked)
    },
  })
  await road.stop()
  const suspects = Array.from({ length: 6 }, (_, at) =>
    message(`suspect ${at}`, { sender: somebody() }),
  )
  await keep(...suspects)
  await shop.ask((sql) => sql`update inbox set attempts = 2`)
  await keep(message('a fresh one', { sender: somebody() }))
  await road.start()
  await road.idle()
  expect(mostAtOnce).toBe(1)
  expect(whatsapp.said()).toHaveLength(7)
  expect((await attemptsOf()).map(({ attempts }) => attempts)).toEqual([3, 3, 3, 3, 3, 3, 1])
})

test('broken off each time, one is put aside and not begun again', async () => {
  const sender = somebody()
  const asked: string[] = []
  const { road, keep, says } = await shop.open({
    answer: async (question) => {
      asked.push(question.text)
      return echo(question)
    },
  })
  await says('hello', { sender })
  await road.idle()
  await road.stop()
  await keep(message('it ends us', { sender }))
  await shop.ask((sql) => sql`update inbox set attempts = 10 where state = 'new'`)
  await road.start()
  await road.idle()
  expect(asked).toEqual(['hello'])
  expect((await attemptsOf()).at(-1)).toMatchObject({
    state: 'dead',
    reason: 'answering it was broken off each time',
  })
})
