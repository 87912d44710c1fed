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
import type { PictureCard } from '#domain/pictures/card.ts'
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

export interface Question {
  as: Role
  text: string
  /** The clock's moment when not given. */
  now?: Date
  /** Bytes of a picture, as they are in its file. */
  photo?: Uint8Array
}

/** Under the same key the turns of one person are one conversation; without one it stands alone. */
export function openConversation(house: House, org: Org, conversationKey: string = randomUUID()) {
  let choices: Choice[] = []
  return { ask }

  async function ask({ as, text, now = house.clock(), photo }: Question): Promise<Said> {
    const started = performance.now()
    const userId = await house.db.asOrg(org.id, (sql) => personAs(sql, as, now))
    const photos = photo ? [photo] : []
    const words = tokenFor(text) ?? text
    const said = { orgId: org.id, userId, conversationKey, text: words, photos, now }
    const deps = { ...house, clock: () => now, eyes: house }
    const { files, cards = [], ...answered } = await converse(deps, said)
    choices = answered.choices
    const { text: reply, tools, receipts, refused, model } = answered
    return {
      reply,
      attachments: [...files, ...(await bytesOf(cards))].map((file) =>
        save(file, house.config.TILLIE_DATA),
      ),
      buttons: choices.map(({ token, title }) => ({ id: token, title })),
      tools,
      receipts,
      refused,
      model,
      ms: Math.round(performance.now() - started),
    }
  }

  /** Pictures that cannot be had just now are left out: the words stand without them. */
  async function bytesOf(cards: PictureCard[]): Promise<RenderedFile[]> {
    try {
      return await Promise.all(
        cards.map(async ({ name, mime, sha256 }) => ({
          ...{ name, mime },
          bytes: await house.pictures.get(org.id, sha256),
        })),
      )
    } catch (err) {
      house.log.error({ err, orgId: org.id }, 'a picture could not be had')
      return []
    }
  }

  /** Saying what a button says taps it. */
  function tokenFor(text: string): string | undefined {
    const words = text.trim().toLowerCase()
    return choices.find(({ title }) => title.toLowerCase() === words)?.token
  }
}

/** A "no" before anybody was asked. */
export function refusedWith(reply: string): Said {
  const nothing = { attachments: [], buttons: [], tools: [], receipts: [] }
  return { reply, ...nothing, refused: true, model: 'none', ms: 0 }
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
