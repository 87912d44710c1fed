/** Two businesses behind one API, each with its people logged in, for tests of the API. */
import { randomBytes } from 'node:crypto'
import { openConversation } from '#chat/conversation.ts'
import type { Db } from '#db/sql.ts'
import type { Role } from '#domain/identity.ts'
import { issueCode } from '#domain/linking.ts'
import { requestOrder } from '#domain/order-requests/request-order.ts'
import { createOrg, type Org } from '#domain/org.ts'
import { actorFor, addPerson } from '#domain/people.ts'
import type { ApiDoors } from '#http/api/api-doors.ts'
import { openApp } from '#http/app.ts'
import { apiDoors, doorsOf } from '../doors.ts'

export interface Told {
  status: number
  headers: Headers
  /** Whatever it says; tests look into it. */
  body: ReturnType<JSON['parse']>
}
export interface Member {
  org: Org
  userId: string
  login: string
  token: string
  calls(method: string, path: string, body?: unknown, headers?: Headers0): Promise<Told>
}
type Headers0 = Record<string, string>

const soonMs = 60_000
export const password = 'correct horse battery'

/** The businesses are made, unless they are there already. */
export async function openDesk(db: Db, more: Partial<ApiDoors> = {}, orgs?: [Org, Org]) {
  const clock = { now: new Date('2026-11-20T09:00:00Z') }
  const place = { currency: 'KES', timezone: 'Africa/Nairobi' }
  const [duka, rival] = orgs ?? [
    await createOrg(db, { name: 'Duka', ...place }),
    await createOrg(db, { name: 'Rival', ...place }),
  ]
  const limits = { perCaller: 1e6, perAddress: 1e6, attemptsPerAddress: 1e6 }
  const doors = apiDoors(db, {
    ...{ orgId: duka.id, clock: () => clock.now, rateLimits: limits },
    ...more,
  })
  const app = openApp({ ...doorsOf(db), api: doors })
  return { app, doors, clock, duka, rival, request, codeFor, joins, chats, asks }

  async function request(
    method: string,
    path: string,
    { body, headers = {} }: { body?: unknown; headers?: Headers0 } = {},
  ): Promise<Told> {
    const isBytes = body instanceof Uint8Array
    const type = body !== undefined && !isBytes && { 'content-type': 'application/json' }
    const answer = await app.request(`/api/v1${path}`, {
      method,
      headers: { ...type, ...headers },
      ...(body !== undefined && ({ body: isBytes ? body : JSON.stringify(body) } as RequestInit)),
    })
    const text = await answer.text()
    const isJson = /json/.test(answer.headers.get('content-type') ?? '')
    return {
      status: answer.status,
      headers: answer.headers,
      body: isJson ? JSON.parse(text) : text,
    }
  }

  function codeFor(org: Org, role: Role, name: string) {
    return db.asOrg(org.id, async (sql) => {
      const { userId } = await addPerson(sql, { name, roles: [role], now: clock.now })
      return { userId, ...(await issueCode(sql, { userId, now: clock.now, random: randomBytes })) }
    })
  }

  /** They once wrote by WhatsApp: the id of that conversation. */
  function chats({ org, userId }: Member): Promise<string> {
    const written = { channel: 'whatsapp', account: '1', chat: userId, userId, isGroup: false }
    const address = { phone: `254700000${userId.padStart(3, '0')}` }
    const { now } = clock
    return db.asOrg(org.id, async (sql) => {
      const opened = await openConversation(sql, { ...written, address, inboundAt: now, now })
      return opened.id
    })
  }

  /** They once asked for one of it by chat, to be collected: the id of that request. */
  function asks({ org, userId }: Member, productId: string): Promise<string> {
    return db.asOrg(org.id, async (sql) => {
      const actor = await actorFor(sql, userId)
      const lines = [{ productId, quantity: '1' }]
      const wanted = { org, lines, delivery: 'collect', now: clock.now } as const
      return (await requestOrder(sql, actor, wanted)).id
    })
  }

  async function joins(org: Org, role: Role, name: string): Promise<Member> {
    const { code, userId } = await codeFor(org, role, name)
    const login = `${name}@${org.name}.example`.toLowerCase()
    const body = { code, login, password, business: org.name }
    let session = (await request('POST', '/auth/register', { body })).body
    const token = session.accessToken

    /** A browser asks for the next token before the last one is over. */
    const calls: Member['calls'] = async (method, path, body, headers) => {
      const leftMs = new Date(session.accessTokenExpiresAt).getTime() - clock.now.getTime()
      if (leftMs < soonMs) {
        const { refreshToken } = session
        session = (await request('POST', '/auth/refresh', { body: { refreshToken } })).body
      }
      const authorization = `Bearer ${session.accessToken}`
      return request(method, path, { body, headers: { authorization, ...headers } })
    }
    return { org, userId, login, token, calls }
  }
}
