/** Customers, keys of other systems, and the audit log. */
import { randomBytes } from 'node:crypto'
import { z } from '@hono/zod-openapi'
import { listKeys, makeKey, revokeKey } from '#domain/api-keys.ts'
import { listAudit } from '#domain/audit.ts'
import { publicKeyOf } from '#domain/audit-chain/keys.ts'
import { addCustomer, findCustomer, listCustomers } from '#domain/customers.ts'
import { type Scope, scopes } from '#domain/identity.ts'
import { byId, id, listOf, moment, pageOf, paging, stamp, text } from './fields.ts'
import { type AnyOperation, operation } from './operation.ts'
import { found } from './problem.ts'

const customer = z
  .strictObject({
    id: id(),
    code: z.string(),
    name: z.string(),
    phone: z.string().nullable(),
    email: z.string().nullable(),
    country: z.string().nullable(),
    userId: id().nullable(),
  })
  .openapi('Customer')

const keyFields = {
  id: id(),
  name: z.string(),
  beginning: z.string().openapi({ description: 'Its first signs, by which people know it again' }),
  scopes: z.array(z.string()),
  createdAt: stamp(),
  expiresAt: stamp().nullable(),
  revokedAt: stamp().nullable(),
}
const key = z.strictObject(keyFields).openapi('ApiKey')
const entry = z
  .strictObject({
    id: id(),
    at: stamp(),
    userId: id().nullable(),
    action: z.string(),
    subject: z.string().nullable(),
    detail: z.record(z.string(), z.unknown()),
  })
  .openapi('AuditEntry')

const auditKey = z
  .strictObject({
    publicKey: z.string().openapi({ description: 'Ed25519, raw, base64url' }),
    fingerprint: z.string().openapi({ description: 'What people compare' }),
    madeAt: stamp(),
  })
  .openapi('AuditKey')

export const people: AnyOperation[] = [
  operation({
    ...{ method: 'get', path: '/customers', tag: 'Customers', needs: 'sales:read' },
    summary: 'Customers, in the order in which they were added; or who a search could mean',
    description:
      'A search is a code, phone, email or what they are called. It finds ten at most, on one page.',
    query: z.object({ ...paging, search: text(120).optional() }),
    ...{ status: 200, gives: 'One page of them', schema: pageOf(customer) },
    run: async (sql, { query }) => {
      if (query.search === undefined) return { body: await listCustomers(sql, query) }
      const meant = await findCustomer(sql, query.search)
      const items =
        meant.is === 'one' ? [meant.customer] : meant.is === 'many' ? meant.customers : []
      return { body: { items, next: null } }
    },
  }),
  operation({
    ...{ method: 'post', path: '/customers', tag: 'Customers', needs: 'orders:write' },
    summary: 'Another customer',
    body: z.strictObject({
      name: text(200),
      phone: text(30).optional(),
      email: text(200).optional(),
      country: text(80).optional(),
    }),
    ...{ status: 201, gives: 'The customer', schema: customer },
    run: async (sql, { actor, body, now }) => ({
      body: await addCustomer(sql, actor, { ...body, now }),
    }),
  }),
  operation({
    ...{ method: 'get', path: '/api-keys', tag: 'Keys', needs: 'settings:write' },
    summary: 'Keys of other systems, the newest first',
    ...{ status: 200, gives: 'All there ever were', schema: listOf(key) },
    run: async (sql) => ({ body: { items: await listKeys(sql) } }),
  }),
  operation({
    ...{ method: 'post', path: '/api-keys', tag: 'Keys', needs: 'person' },
    summary: 'A key for another system; it acts for you, with these scopes as far as you have them',
    description: 'Needs `settings:write`, too.',
    body: z.strictObject({
      name: text(80),
      scopes: z.array(z.enum(scopes)).min(1).max(scopes.length),
      expiresAt: moment().optional(),
    }),
    ...{ status: 201, gives: 'The key; its secret is told this once' },
    schema: z.strictObject({ ...keyFields, secret: z.string() }),
    run: async (sql, { actor, body, now }) => {
      const { expiresAt, scopes, name } = body
      const until = expiresAt ? new Date(expiresAt) : null
      const input = { name, scopes: scopes as Scope[], expiresAt: until, now, random: randomBytes }
      return { body: await makeKey(sql, actor, input) }
    },
  }),
  operation({
    ...{ method: 'delete', path: '/api-keys/{id}', tag: 'Keys', needs: 'settings:write' },
    summary: 'A key opens nothing any more',
    params: byId,
    ...{ status: 200, gives: 'The key, revoked', schema: key },
    run: async (sql, { actor, params, now }) => ({
      body: found(await revokeKey(sql, actor, { id: params.id, now })),
    }),
  }),
  operation({
    ...{ method: 'get', path: '/audit', tag: 'Audit', needs: 'audit:read' },
    summary: 'Who did what and when, the newest first',
    query: z.object({ ...paging, subject: text(60).optional() }),
    ...{ status: 200, gives: 'One page of it', schema: pageOf(entry) },
    run: async (sql, { query }) => ({ body: await listAudit(sql, query) }),
  }),
  operation({
    ...{ method: 'get', path: '/audit/key', tag: 'Audit', needs: 'audit:read' },
    summary: 'The key by which an audit pack is verified: `tillie verify FILE.zip --key …`',
    description: 'There is none before the first pack.',
    ...{ status: 200, gives: 'Its public part', schema: auditKey, mayBeNone: true },
    run: async (sql) => {
      const { publicKey, fingerprint, madeAt } = found(await publicKeyOf(sql))
      return { body: { publicKey, fingerprint, madeAt } }
    },
  }),
]
