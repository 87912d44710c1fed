/**
 * The client: bare sockets that write ready-made requests, so that what is measured is the server.
 * argv: a JSON `LoadOrders`; it prints a JSON `LoadResult`.
 */
import { type Line, openLine } from './line.ts'
import { type Body, requestsFor } from './posts.ts'

export interface LoadOrders {
  port: number
  path: string
  body: Body
  connections: number
  /** Requests that are not counted. */
  warmUp: number
  count: number
  /** Requests a second; as fast as answers come when left out. */
  rate?: number
}

export interface LoadResult {
  answered: number
  errors: number
  perSecond: number
  p50: number
  p99: number
}

const orders: LoadOrders = JSON.parse(process.argv[2]!)
const { port, connections, warmUp, count, rate } = orders
const requests = requestsFor(orders.body, orders.path, warmUp + count)
const lines = await Promise.all(Array.from({ length: connections }, () => openLine(port)))

await flatOut(requests.slice(0, warmUp))
const started = performance.now()
const answers = await (rate
  ? atRate(requests.slice(warmUp), rate)
  : flatOut(requests.slice(warmUp)))
const seconds = (performance.now() - started) / 1_000
for (const { close } of lines) close()

const times = answers.map(({ ms }) => ms).sort((one, other) => one - other)
const errors = answers.filter(({ status }) => status !== 200).length
const result: LoadResult = {
  answered: answers.length - errors,
  errors,
  perSecond: answers.length / seconds,
  p50: times[Math.floor(times.length * 0.5)]!,
  p99: times[Math.floor(times.length * 0.99)]!,
}
process.stdout.write(JSON.stringify(result))

interface Answer {
  status: number
  ms: number
}

/** Each connection has one request under way, always. */
async function flatOut(requests: Buffer[]): Promise<Answer[]> {
  const answers: Answer[] = []
  let next = 0
  await Promise.all(
    lines.map(async ({ ask }) => {
      while (next < requests.length) {
        const at = performance.now()
        const status = await ask(requests[next++]!)
        answers.push({ status, ms: performance.now() - at })
      }
    }),
  )
  return answers
}

/** Times count from the moment at which a request was due, so that a stall hides nothing. */
async function atRate(requests: Buffer[], rate: number): Promise<Answer[]> {
  const answers: Answer[] = []
  const free = [...lines]
  const due: { at: number; request: Buffer }[] = []
  const start = performance.now()
  let next = 0
  await new Promise<void>((done) => {
    const timer = setInterval(() => {
      while (next < requests.length && start + (next * 1_000) / rate <= performance.now())
        due.push({ at: start + (next * 1_000) / rate, request: requests[next++]! })
      for (let line = free.pop(); line; line = due.length > 0 ? free.pop() : undefined)
        if (!serve(line)) {
          free.push(line)
          break
        }
    }, 1)

    function serve(line: Line): boolean {
      const one = due.shift()
      if (!one) return false
      void line.ask(one.request).then((status) => {
        answers.push({ status, ms: performance.now() - one.at })
        if (answers.length === requests.length) {
          clearInterval(timer)
          done()
        } else if (!serve(line)) free.push(line)
      })
      return true
    }
  })
  return answers
}
