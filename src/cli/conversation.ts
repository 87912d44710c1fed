/** A chat without a channel: who asks, what is answered, and where its files are. */
import { createHash, randomUUID } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { converse } from '#chat/converse.ts'
import type { Choice } from '#chat/message.ts'
import type { Sql } from '#db/sql.ts'
import type { Role } from '#domain/identity.ts'
import type { Org } from '#domain/org.ts'
import { addPerson, findPeople } from '#domain/people.ts'
import type { Answered } from '#engine/answer.ts'
import type { House } from '#house.ts'
import type { RenderedFile } from '#reports/report.ts'

/** What `--json` prints: a contract, see the design of the command line in docs/operations.md. */
export interface Said extends Pick<Answered, 'tools' | 'receipts' | 'refused' | 'model'> {
  reply: string
  attachments: { name: string; mime: string; path: string }[]
  buttons: { id: string; title: string }[]
  ms: number
}

interface Question {
  as: Role
  text: string
  /** The clock's moment when not given. */
  now?: Date
  hasPicture?: boolean
}

const cannotSee = 'I cannot look at pictures yet: please ask in words.'

/** Under the same key the turns of one person are one conversation; without one it stands alone. */
export function openConversation(house: House, org: Org, conversationKey: string = randomUUID()) {
  let choices: Choice[] = []
  return { ask }

  async function ask({ as, text, now = house.clock(), hasPicture }: Question): Promise<Said> {
    const started = performance.now()
    if (hasPicture) return { ...silent, reply: cannotSee, refused: true, ms: 0 }
    const userId = await house.db.asOrg(org.id, (sql) => personAs(sql, as, now))
    const said = { orgId: org.id, userId, conversationKey, text: tokenFor(text) ?? text, now }
    const { files, ...answered } = await converse({ ...house, clock: () => now }, said)
    choices = answered.choices
    const { text: reply, tools, receipts, refused, model } = answered
    return {
      reply,
      attachments: files.map((file) => save(file, house.config.TILLIE_DATA)),
      buttons: choices.map(({ token, title }) => ({ id: token, title })),
      tools,
      receipts,
      refused,
      model,
      ms: Math.round(performance.now() - started),
    }
  }

  /** Saying what a button says taps it. */
  function tokenFor(text: string): string | undefined {
    const words = text.trim().toLowerCase()
    return choices.find(({ title }) => title.toLowerCase() === words)?.token
  }
}

const silent: Said = {
  reply: '',
  attachments: [],
  buttons: [],
  tools: [],
  receipts: [],
  refused: false,
  model: 'none',
  ms: 0,
}

/** The first person who has the role; a business that has none gets one named after it. */
export async function personAs(sql: Sql, role: Role, now: Date): Promise<string> {
  const [known] = await findPeople(sql, role)
  if (known) return known.userId
  const name = role[0]!.toUpperCase() + role.slice(1)
  return (await addPerson(sql, { name, roles: [role], now })).userId
}

/** By content, so that the same answer twice is one file. */
function save({ name, mime, bytes }: RenderedFile, dataDir: string) {
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  const folder = resolve(dataDir, 'attachments', sha256.slice(0, 16))
  mkdirSync(folder, { recursive: true })
  const path = join(folder, name)
  writeFileSync(path, bytes)
  return { name, mime, path }
}
