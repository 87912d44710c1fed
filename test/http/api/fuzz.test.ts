/** The API is held to its own description: thousands of requests made from it, right ones and wrong ones. */
import { randomInt, randomUUID } from 'node:crypto'
import fc from 'fast-check'
import { generateSync } from 'otplib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openTestDb } from '#test/support/database.ts'
import { describedBy, type Parameter } from './description.ts'
import { type Member, openDesk } from './desk.ts'
import { allowed, broken, type Making, type Schema } from './from-schema.ts'
import { sensible } from './sensible.ts'
import { canary, type Known, stock } from './stocked.ts'

/** The same requests each time; `TILLIE_FUZZ_SEED=new` makes others. */
const { TILLIE_FUZZ_SEED: wanted = '1' } = process.env
const seed = wanted === 'new' ? randomInt(2 ** 31) : Number(wanted)
const runs = Number(process.env.TILLIE_FUZZ_RUNS ?? 10)

/** Fields that are not called as what they name. */
const called: Record<string, string> = {
  parentId: 'products',
  from: 'locations',
  to: 'locations',
  imageId: 'images',
  account: 'codes',
  type: 'kinds',
  job: 'reports',
}
/** Stands for the code of the moment. */
const right = 'right'
/** Stands for an Idempotency-Key that nobody used. */
const fresh = 'fresh'
const pluralOf = (field: string) => `${field.replace(/Id$/, '')}s`
const collectionOf = (path: string) =>
  /^\/(?:inventory\/|accounting\/|analytics\/)?([\w-]+)/.exec(path)![1]!

describe(`the API as it describes itself (TILLIE_FUZZ_SEED=${seed})`, async () => {
  const { db, close } = await openTestDb()
  afterAll(close)
  const answer = async () => ({
    ...{ text: 'Done.', files: [], offers: [], tools: [], receipts: [] },
    ...{ refused: false, model: 'none' },
  })
  const desk = await openDesk(db, { answer })
  const { operations, schemas, faultOf } = await describedBy(desk)
  // What is taken away goes last, and nobody leaves before the end.
  const lateness = ({ method, path }: { method: string; path: string }) =>
    path === '/auth/logout' ? 2 : Number(method === 'DELETE')
  operations.sort((a, b) => lateness(a) - lateness(b))
  const inOrder = operations.filter(({ path }) => path !== '/auth/logout')
  let [owner, stranger]: Member[] = []
  let known: Known = {}
  let secret = ''
  /** Operations that did what they were asked, once at least. */
  const done = new Set<string>()
  /** Each code counts once, so half a minute goes by. */
  const nextCode = () => {
    desk.clock.now = new Date(desk.clock.now.getTime() + 30_000)
    return generateSync({ secret, epoch: Math.floor(desk.clock.now.getTime() / 1_000) })
  }
  beforeAll(async () => {
    owner = await desk.joins(desk.duka, 'owner', 'Wanjiru')
    stranger = await desk.joins(desk.rival, 'owner', 'Rita')
    known = await stock(owner)
    known.conversations!.push(await desk.chats(owner))
    const [mug, kettle] = known.products!
    known['order-requests'] = [await desk.asks(owner, mug!), await desk.asks(owner, kettle!)]
    known.people = [owner.userId, stranger.userId]
    while (await desk.doors.desk.runNext(desk.duka.id));
    known.logins = [(await desk.joins(desk.duka, 'staff', 'Otieno')).login]
    secret = (await owner.calls('POST', '/auth/totp')).body.secret
    await owner.calls('POST', '/auth/totp/confirm', { code: nextCode() })
  })

  const learn = (path: string, made: { id?: string; moved?: unknown }) => {
    const name = path.includes('{') ? path.split('/').at(-1)! : collectionOf(path)
    if (made.id) known[name] = [...(known[name] ?? []), made.id]
    for (const moved of [made.moved ?? []].flat() as { movementId: string }[])
      known.movements!.push(moved.movementId)
  }
  const making: Making = { schemas, ids: (field) => known[called[field] ?? pluralOf(field)] ?? [] }
  const idIn = (path: string, name: string) => known[called[name] ?? collectionOf(path)] ?? []

  for (const operation of inOrder) {
    const { method, path, parameters = [], requestBody } = operation
    test(`${method} ${path} keeps its word`, async () => {
      // Whoever was locked out for wrong codes is let in again.
      desk.clock.now = new Date(desk.clock.now.getTime() + 16 * 60_000)
      const schema = requestBody?.content?.['application/json']?.schema
      const meant = sensible(known, `${method} ${path}`)
      const fitBody = schema ? allowed(making, schema) : fc.constant(undefined)
      const body = meant ? fc.oneof(meant, fitBody) : fitBody
      const required = parameters.filter(({ required }) => required).map(({ name }) => name)
      const wild = fc.record({
        given: fc.record(Object.fromEntries(parameters.map((p) => [p.name, parameter(p)])), {
          requiredKeys: required,
        }),
        body: schema ? fc.oneof({ weight: 3, arbitrary: body }, broken(body)) : body,
      })
      const wise = fc.record({
        given: fc.record(
          Object.fromEntries(
            parameters
              .filter((p) => p.in === 'header' || p.required)
              .map((p) => [p.name, usual(p)]),
          ),
        ),
        body: meant ?? fitBody,
      })
      const request = fc.oneof({ weight: 2, arbitrary: wild }, wise)
      await fc.assert(
        fc.asyncProperty(request, async ({ given, body }) => {
          const told = await owner!.calls(method, addressOf(given), body, headersOf(given))
          if (told.status < 300) done.add(operation.operationId)
          // What was made is there for those who come after.
          if (told.status === 201) learn(path, told.body)
          expect(faultOf(operation, told)).toBeNull()
          // It is a person who asks, in every request.
          if (!operation.isOpen) expect(told.body.code).not.toBe('unauthenticated')
        }),
        { seed, numRuns: runs, endOnFailure: true },
      )

      /** As somebody sends it who has read the description. */
      function usual({ name, in: where, schema }: Parameter) {
        const id = where === 'path' ? idIn(path, name) : []
        if (id.length) return fc.constantFrom(...id)
        const said = { 'x-2fa-code': right, 'idempotency-key': fresh, 'if-match': '*' }[name]
        return said ? fc.constant(said) : suited(schema, name)
      }
      /** An `id` in the query is of the collection that the path names. */
      function suited(schema: Schema, name: string) {
        const field = name === 'id' ? `${collectionOf(path).replace(/s$/, '')}Id` : name
        return allowed(making, schema, field)
      }
      function parameter({ name, in: where, schema }: Parameter) {
        if (name === 'x-2fa-code') return fc.constantFrom(right, right, right, '123456')
        if (name === 'idempotency-key') return fc.constantFrom(fresh, fresh, fresh, fresh, 'same')
        if (where === 'header') return fc.constantFrom('*', '*', '*', '"1"', '"x"')
        const id = where === 'path' ? idIn(path, name) : []
        const good = id.length
          ? fc.oneof({ weight: 5, arbitrary: fc.constantFrom(...id) }, suited(schema, name))
          : suited(schema, name)
        const odd = fc.string({ unit: 'binary', minLength: 1, maxLength: 40 })
        return fc.oneof({ weight: 5, arbitrary: good }, odd)
      }
      function addressOf(given: Record<string, unknown>) {
        const said = (name: string) => encodeURIComponent(String(given[name]).toWellFormed())
        const query = parameters.filter((p) => p.in === 'query' && given[p.name] !== undefined)
        const asked = query.map(({ name }) => `${name}=${said(name)}`).join('&')
        return `${path.replaceAll(/\{(\w+)\}/g, (_, name) => said(name))}?${asked}`
      }
      function headersOf(given: Record<string, unknown>) {
        const sent = parameters.filter((p) => p.in === 'header' && given[p.name] !== undefined)
        const said = (name: string) => {
          if (given[name] === right) return nextCode()
          return given[name] === fresh ? randomUUID() : String(given[name])
        }
        return Object.fromEntries(sent.map(({ name }) => [name, said(name)]))
      }
    })
  }

  test('most of which did what they are for', () => {
    console.log(
      'UNDONE',
      inOrder
        .map(({ operationId }) => operationId)
        .filter((name) => !done.has(name))
        .join(' '),
    )
    const undone = inOrder.map(({ operationId }) => operationId).filter((name) => !done.has(name))
    expect(undone.length, undone.join(', ')).toBeLessThanOrEqual(inOrder.length / 5)
  })

  for (const operation of operations.filter(({ isOpen }) => !isOpen)) {
    const { method, path, requestBody } = operation
    test(`${method} ${path} refuses the missing, the wrong and the other business's token`, async () => {
      const address = path.replaceAll(/\{(\w+)\}/g, (_, name) => idIn(path, name)[0] ?? '1')
      const schema = requestBody?.content?.['application/json']?.schema
      const [body] = schema ? fc.sample(allowed(making, schema), { seed, numRuns: 1 }) : [undefined]
      for (const authorization of [undefined, 'Bearer x', `Basic ${owner!.token}`]) {
        const headers = authorization ? { authorization } : undefined
        const told = await desk.request(method, address, { body, headers })
        expect([told.status, faultOf(operation, told)]).toEqual([401, null])
      }
      const told = await stranger!.calls(method, address, body, { 'if-match': '*' })
      expect(faultOf(operation, told)).toBeNull()
      expect(told.body.code).not.toBe('unauthenticated')
      expect(JSON.stringify(told.body)).not.toContain(canary)
      // A type of report is nobody's own.
      if (/{(?!type})/.test(path)) expect(told.status).toBeGreaterThanOrEqual(400)
    })
  }
})
