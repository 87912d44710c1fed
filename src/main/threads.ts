/**
 * Threads beside the service, for work that would keep every webhook waiting. One starts with the
 * first work there is; one that crashes or takes too long is a fault of that work alone.
 */
import { parentPort, Worker } from 'node:worker_threads'
import { Refusal } from '#kit/refusal.ts'

export interface Threads<Work, Done> {
  /** Fails when closed, when too much is in hand, or when it is too slow; `called` says what was. */
  do(work: Work, called: string): Promise<Done>
  /** Whatever is still in hand fails; no thread is left. */
  close(): Promise<void>
}

interface Options {
  /** Stands in the sentences of its faults: "the press". */
  name: string
  worker: URL
  workersMax: number
  /** From the moment that a thread takes the work in hand. */
  msMax: number
}

export type Ended<Done> =
  | { is: 'done'; done: Done }
  | { is: 'refused'; message: string }
  | { is: 'fault'; fault: Error }

interface Job<Work, Done> {
  work: Work
  called: string
  resolve(done: Done): void
  reject(fault: Error): void
}

interface Hand<Work, Done> {
  worker: Worker
  job: Job<Work, Done> | null
  timer?: NodeJS.Timeout
}

const waitingMax = 100
/** Small young generations are emptied often: without them the heap grows with what is long done. */
const resourceLimits = { maxYoungGenerationSizeMb: 4, maxOldGenerationSizeMb: 128 }

export function openThreads<Work, Done>(options: Options): Threads<Work, Done> {
  const { name, worker: file, workersMax, msMax } = options
  const waiting: Job<Work, Done>[] = []
  const hands = new Set<Hand<Work, Done>>()
  const ending = new Set<Promise<unknown>>()
  let isClosed = false

  return { do: take, close }

  function take(work: Work, called: string): Promise<Done> {
    if (isClosed) return Promise.reject(new Error(`${name} is closed`))
    if (waiting.length >= waitingMax) return Promise.reject(new Error(`${name} has too much to do`))
    return new Promise((resolve, reject) => {
      waiting.push({ work, called, resolve, reject })
      giveOut()
    })
  }

  async function close() {
    isClosed = true
    const closed = new Error(`${name} was closed`)
    for (const { reject } of waiting.splice(0)) reject(closed)
    for (const hand of hands) dismiss(hand, closed)
    await Promise.all(ending)
  }

  function giveOut() {
    while (waiting.length > 0) {
      const idle = [...hands].find(({ job }) => !job)
      const hand = idle ?? (hands.size < workersMax ? hire() : null)
      if (!hand) return
      give(hand, waiting.shift()!)
    }
  }

  function hire(): Hand<Work, Done> {
    const execArgv = ['--disable-warning=ExperimentalWarning']
    const worker = new Worker(file, { resourceLimits, execArgv })
    const hand: Hand<Work, Done> = { worker, job: null }
    hands.add(hand)
    hand.worker.on('message', (ended: Ended<Done>) => finish(hand, ended))
    hand.worker.on('error', (fault: Error) => dismiss(hand, fault))
    hand.worker.on('exit', (code) => dismiss(hand, new Error(`the thread ended with ${code}`)))
    return hand
  }

  /** An idle thread keeps no process alive; one at work does. */
  function give(hand: Hand<Work, Done>, job: Job<Work, Done>) {
    const late = new Error(`${job.called} took over ${msMax} ms`)
    hand.job = job
    hand.timer = setTimeout(() => dismiss(hand, late), msMax)
    hand.worker.ref()
    hand.worker.postMessage(job.work)
  }

  function finish(hand: Hand<Work, Done>, ended: Ended<Done>) {
    const job = hand.job!
    hand.job = null
    clearTimeout(hand.timer)
    hand.worker.unref()
    if (ended.is === 'done') job.resolve(ended.done)
    else job.reject(ended.is === 'refused' ? new Refusal(ended.message) : ended.fault)
    giveOut()
  }

  function dismiss(hand: Hand<Work, Done>, fault: Error) {
    if (!hands.delete(hand)) return
    clearTimeout(hand.timer)
    hand.job?.reject(fault)
    const ended = hand.worker.terminate().finally(() => ending.delete(ended))
    ending.add(ended)
    giveOut()
  }
}

/** The other side, in the thread: work in, what came of it out. `handsOver` names buffers to move. */
export function serveThread<Work, Done>(
  work: (asked: Work) => Promise<Done>,
  handsOver: (done: Done) => ArrayBuffer[] = () => [],
): void {
  parentPort!.on('message', async (asked: Work) => {
    const ended = await endOf(() => work(asked))
    parentPort!.postMessage(ended, ended.is === 'done' ? handsOver(ended.done) : [])
  })
}

async function endOf<Done>(work: () => Promise<Done>): Promise<Ended<Done>> {
  try {
    return { is: 'done', done: await work() }
  } catch (fault) {
    if (fault instanceof Refusal) return { is: 'refused', message: fault.message }
    return { is: 'fault', fault: fault as Error }
  }
}
