/**
 * The press: pages and charts are drawn in threads of their own, so that a report of many pages keeps
 * no webhook waiting. A thread starts with the first file that is asked for; one that crashes or takes
 * too long is a fault of that file alone.
 */
import { Worker } from 'node:worker_threads'
import { Refusal } from '#kit/refusal.ts'
import type { Format, RenderedFile, Report } from '#reports/report.ts'
import type { Printed } from './press-worker.ts'

export interface Press {
  /** As `renderReport`. Fails when the press is closed, has too much in hand, or is too slow. */
  render(report: Report, format: Format): Promise<RenderedFile>
  /** Whatever is still in hand fails; no thread is left. */
  close(): Promise<void>
}

export interface PressOptions {
  workersMax?: number
  /** From the moment that a thread takes the file in hand. */
  renderMsMax?: number
  worker?: URL
}

interface Job {
  report: Report
  format: Format
  resolve(file: RenderedFile): void
  reject(fault: Error): void
}

interface Hand {
  worker: Worker
  job: Job | null
  timer?: NodeJS.Timeout
}

const waitingMax = 100
/** Small young generations are emptied often: without them the heap grows with what is long done. */
const resourceLimits = { maxYoungGenerationSizeMb: 4, maxOldGenerationSizeMb: 128 }
const own = new URL('./press-worker.ts', import.meta.url)

export function openPress(options: PressOptions = {}): Press {
  const { workersMax = 2, renderMsMax = 20_000, worker: file = own } = options
  const waiting: Job[] = []
  const hands = new Set<Hand>()
  const ending = new Set<Promise<unknown>>()
  let isClosed = false

  return { render, close }

  function render(report: Report, format: Format): Promise<RenderedFile> {
    if (isClosed) return Promise.reject(new Error('the press is closed'))
    if (waiting.length >= waitingMax) return Promise.reject(new Error('too many files are waiting'))
    return new Promise((resolve, reject) => {
      waiting.push({ report, format, resolve, reject })
      giveOut()
    })
  }

  async function close() {
    isClosed = true
    const closed = new Error('the press was closed')
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

  function hire(): Hand {
    const execArgv = ['--disable-warning=ExperimentalWarning']
    const hand: Hand = { worker: new Worker(file, { resourceLimits, execArgv }), job: null }
    hands.add(hand)
    hand.worker.on('message', (printed: Printed) => finish(hand, printed))
    hand.worker.on('error', (fault: Error) => dismiss(hand, fault))
    hand.worker.on('exit', (code) => dismiss(hand, new Error(`the thread ended with ${code}`)))
    return hand
  }

  /** An idle thread keeps no process alive; one at work does. */
  function give(hand: Hand, job: Job) {
    const late = new Error(`${job.report.name}.${job.format} took over ${renderMsMax} ms`)
    hand.job = job
    hand.timer = setTimeout(() => dismiss(hand, late), renderMsMax)
    hand.worker.ref()
    hand.worker.postMessage({ report: job.report, format: job.format })
  }

  function finish(hand: Hand, printed: Printed) {
    const job = hand.job!
    hand.job = null
    clearTimeout(hand.timer)
    hand.worker.unref()
    if (printed.is === 'file') job.resolve(printed.file)
    else job.reject(printed.is === 'refused' ? new Refusal(printed.message) : printed.fault)
    giveOut()
  }

  function dismiss(hand: Hand, fault: Error) {
    if (!hands.delete(hand)) return
    clearTimeout(hand.timer)
    hand.job?.reject(fault)
    const ended = hand.worker.terminate().finally(() => ending.delete(ended))
    ending.add(ended)
    giveOut()
  }
}
