/** One business with a road: people write, a scripted answer replies, scripted channels deliver. */
import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type postgres from 'postgres'
import type { Content, Inbound, InboundMessage } from '#chat/message.ts'
import { openRoad, type Road, type RoadDeps } from '#chat/road.ts'
import { openFiles } from '#clients/files.ts'
import type { Db } from '#db/sql.ts'
import { createOrg, type Org } from '#domain/org.ts'
import { openTestDb, quiet, type TestDb } from '#test/support/database.ts'
import { echo, message } from '#test/support/messages.ts'
import { type ScriptedChannel, scriptedChannel } from '#test/support/scripted-channel.ts'

export interface TestRoad {
  road: Road
  whatsapp: ScriptedChannel
  telegram: ScriptedChannel
  /** Keeps one message and returns it. */
  says(what: string | Content, more?: Partial<InboundMessage>): Promise<InboundMessage>
  keep(...inbound: Inbound[]): Promise<void>
}

export interface Shop {
  db: Db
  org: Org
  testDb: TestDb
  open(deps?: Partial<RoadDeps>): Promise<TestRoad>
  ask<Row>(query: (sql: postgres.Sql) => PromiseLike<Row>): Promise<Row>
  /** After each test: a road left open by a failure would take the next test's messages. */
  stopRoads(): Promise<void>
  close(): Promise<void>
}

/** Short waits, so that nothing has to be slept through. */
const quick = {
  turnLeaseMs: 2_000,
  retryBaseMs: 2,
  mediaWaitMs: 60,
  unknownGraceMs: 30,
  pollMs: 40,
}
const unpaced = { everyMs: 0, burst: 1 }

export async function openShop(): Promise<Shop> {
  const testDb = await openTestDb()
  const { db } = testDb
  const org = await createOrg(db, { name: 'Shop', currency: 'KES', timezone: 'Africa/Nairobi' })
  const directory = mkdtempSync(join(tmpdir(), 'tillie-files-'))
  const roads: Road[] = []

  return { db, org, testDb, open, ask, stopRoads, close }

  async function open(deps: Partial<RoadDeps> = {}): Promise<TestRoad> {
    const whatsapp = (deps.channels?.whatsapp as ScriptedChannel) ?? scriptedChannel()
    const telegram = (deps.channels?.telegram as ScriptedChannel) ?? scriptedChannel()
    const road = openRoad({
      db,
      answer: echo,
      files: openFiles(directory),
      clock: () => new Date(),
      log: quiet,
      defaultOrg: { whatsapp: org.id, telegram: org.id },
      template: null,
      paces: { whatsapp: unpaced, telegram: unpaced },
      ...deps,
      channels: { whatsapp, telegram },
      limits: { ...quick, ...deps.limits },
    })
    roads.push(road)
    await road.start()
    const keep = (...inbound: Inbound[]) =>
      road.keep({ channel: inbound[0]!.channel, body: randomUUID(), inbound })
    const says = async (what: string | Content, more: Partial<InboundMessage> = {}) => {
      const one = message(what, more)
      await keep(one)
      return one
    }
    return { road, whatsapp, telegram, says, keep }
  }

  function ask<Row>(query: (sql: postgres.Sql) => PromiseLike<Row>): Promise<Row> {
    return db.asOwner(async (sql) => query(sql))
  }

  async function stopRoads() {
    for (const road of roads.splice(0)) await road.stop()
  }

  async function close() {
    await stopRoads()
    await testDb.close()
    rmSync(directory, { recursive: true })
  }
}
