/** What is counted, for Prometheus. Labels are our own few words: never a person, text or number. */
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import { within } from '#chat/fault.ts'
import { oldestTransactionSeconds } from '#db/oldest-transaction.ts'
import type { Db, Sql } from '#db/sql.ts'
import { systemTimers } from '#kit/timers.ts'

export type Metrics = ReturnType<typeof openMetrics>

const seconds = [0.005, 0.025, 0.1, 0.25, 1, 2.5, 10, 30]

export function openMetrics(db: Db) {
  const registry = new Registry()
  const registers = [registry]
  collectDefaultMetrics({ register: registry })
  waitingRows(db, registers)
  oldestTransaction(db, registers)
  return {
    registry,
    posts: new Counter({
      name: 'tillie_webhook_posts_total',
      help: 'Webhook posts by what became of them',
      labelNames: ['channel', 'outcome'] as const,
      registers,
    }),
    postSeconds: new Histogram({
      name: 'tillie_webhook_seconds',
      help: 'Time from a webhook post to its answer',
      labelNames: ['channel'] as const,
      buckets: seconds,
      registers,
    }),
    turns: new Counter({
      name: 'tillie_turns_total',
      help: 'Answered questions by model and outcome',
      labelNames: ['model', 'outcome'] as const,
      registers,
    }),
    turnSeconds: new Histogram({
      name: 'tillie_turn_seconds',
      help: 'Time that an answer took',
      buckets: seconds,
      registers,
    }),
    jobs: new Counter({
      name: 'tillie_job_runs_total',
      help: 'Runs of the timetable by what became of them',
      labelNames: ['job', 'outcome'] as const,
      registers,
    }),
    alarms: new Counter({
      name: 'tillie_alarms_total',
      help: 'What a person should look at, such as report rows that differ from the records',
      labelNames: ['alarm'] as const,
      registers,
    }),
    sends: new Counter({
      name: 'tillie_sends_total',
      help: 'Messages handed to a platform by what it said',
      labelNames: ['channel', 'outcome'] as const,
      registers,
    }),
  }
}

const scrapeMsMax = 2_000

/**
 * Read at scrape time, and only the rows that partial indexes hold: the undone and the dead. Without
 * a database they have no value, and everything else is still told.
 */
function waitingRows(db: Db, registers: Registry[]) {
  new Gauge({
    name: 'tillie_database_up',
    help: '1 when the database answered this scrape',
    registers,
    async collect() {
      this.set((await asked(db, (sql) => sql`select 1`)) ? 1 : 0)
    },
  })
  const states = (name: string, help: string, query: (sql: Sql) => Promise<Count[]>) =>
    new Gauge({
      ...{ name, help, registers },
      labelNames: ['state'],
      async collect() {
        this.reset()
        for (const { state, count } of (await asked(db, query)) ?? []) this.set({ state }, count)
      },
    })
  states(
    'tillie_inbox_messages',
    'Inbox messages that are not done, by state',
    (sql) => sql<Count[]>`
      select 'new' as state, count(*)::integer as count from inbox where state = 'new'
      union all
      select 'dead', count(*)::integer from inbox where state = 'dead'`,
  )
  states(
    'tillie_outbox_messages',
    'Outbox messages that have not left, by state',
    (sql) => sql<Count[]>`
      select state, count(*)::integer as count from outbox
      where state in ('waiting', 'sending')
      group by state
      union all
      select 'held', count(*)::integer from outbox where state = 'held'`,
  )
}

function oldestTransaction(db: Db, registers: Registry[]) {
  new Gauge({
    name: 'tillie_database_oldest_transaction_seconds',
    help: 'How long the oldest open transaction of the database has been open; it keeps dead rows',
    registers,
    async collect() {
      this.reset()
      const seconds = await asked(db, oldestTransactionSeconds)
      if (seconds !== null) this.set(seconds)
    },
  })
}

interface Count {
  state: string
  count: number
}

/** Null when the database does not answer in time. */
async function asked<T>(db: Db, query: (sql: Sql) => Promise<T>): Promise<T | null> {
  return within(systemTimers, scrapeMsMax, db.asCourier(query)).catch(() => null)
}
