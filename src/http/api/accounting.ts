/** The ledger: accounts, journal entries and the lock of closed periods. */
import { z } from '@hono/zod-openapi'
import { addAccount, archiveAccount, listAccounts } from '#domain/ledger/accounts.ts'
import { accountTypes, ensureChart } from '#domain/ledger/chart.ts'
import { getEntry, listEntries } from '#domain/ledger/entries.ts'
import { lockedThrough, lockPeriod } from '#domain/ledger/period-lock.ts'
import { postEntry } from '#domain/ledger/post-entry.ts'
import { reverseEntry } from '#domain/ledger/reverse-entry.ts'
import { Refusal } from '#kit/refusal.ts'
import { amount, byId, day, decimal, id, listOf, pageOf, paging, stamp, text } from './fields.ts'
import { type AnyOperation, operation } from './operation.ts'
import { found } from './problem.ts'

const tag = 'Accounting'

const account = z
  .strictObject({
    id: id(),
    code: z.string(),
    name: z.string(),
    type: z.enum(accountTypes),
    role: z.string().nullable().openapi({ description: 'What the house posts to it by itself' }),
    archivedAt: stamp().nullable(),
  })
  .openapi('Account')

const entry = z
  .strictObject({
    id: id(),
    number: z.string(),
    date: day(),
    memo: z.string(),
    source: z.string(),
    orderId: id().nullable(),
    returnId: id().nullable(),
    document: z.string().nullable(),
    reverses: id().nullable(),
    reversedBy: id().nullable(),
    postedBy: id().nullable(),
    postedAt: stamp(),
    total: decimal(),
    lines: z.array(
      z.strictObject({
        accountId: id(),
        accountCode: z.string(),
        accountName: z.string(),
        debit: decimal(),
        credit: decimal(),
        customerId: id().nullable(),
        productId: id().nullable(),
        memo: z.string().nullable(),
      }),
    ),
  })
  .openapi('JournalEntry')

const newLine = z.strictObject({
  account: text(20).openapi({ description: 'Code of the account', example: '1000' }),
  debit: amount().optional(),
  credit: amount().optional(),
  customerId: id().optional(),
  productId: id().optional(),
  memo: text(200).optional(),
})
const newEntry = z
  .strictObject({
    date: day(),
    memo: text(200),
    document: text(60).optional(),
    lines: z.array(newLine).min(2).max(200).openapi({ description: 'Debits equal credits' }),
  })
  .openapi('NewJournalEntry')
const lock = z.strictObject({ lockedThrough: day().nullable() })

export const accounting: AnyOperation[] = [
  operation({
    ...{ method: 'get', path: '/accounting/accounts', tag, needs: 'ledger:read' },
    summary: 'The chart of accounts, in the order of their codes; made when there is none',
    mayWrite: true,
    query: z.object({ includeArchived: z.enum(['true', 'false']).default('false') }),
    ...{ status: 200, gives: 'All accounts', schema: listOf(account) },
    run: async (sql, { query, now }) => {
      await ensureChart(sql, now)
      const includeArchived = query.includeArchived === 'true'
      return { body: { items: await listAccounts(sql, { includeArchived }) } }
    },
  }),
  operation({
    ...{ method: 'post', path: '/accounting/accounts', tag, needs: 'ledger:write' },
    summary: 'Another account',
    body: z.strictObject({ code: text(20), name: text(120), type: z.enum(accountTypes) }),
    ...{ status: 201, gives: 'The account', schema: account },
    run: async (sql, { actor, body, now }) => ({
      body: await addAccount(sql, actor, { ...body, now }),
    }),
  }),
  operation({
    ...{ method: 'delete', path: '/accounting/accounts/{id}', tag, needs: 'ledger:write' },
    summary: 'An account takes no more entries; what it holds stays in every report',
    params: byId,
    ...{ status: 200, gives: 'The account, archived', schema: account },
    run: async (sql, { actor, params, now }) => ({
      body: await archiveAccount(sql, actor, { id: params.id, now }),
    }),
  }),
  operation({
    ...{ method: 'get', path: '/accounting/journal-entries', tag, needs: 'ledger:read' },
    summary: 'Journal entries with their lines, the newest number first',
    query: z.object({
      ...paging,
      from: day().optional(),
      to: day().optional(),
      orderId: id().optional(),
    }),
    ...{ status: 200, gives: 'One page of them', schema: pageOf(entry) },
    run: async (sql, { query }) => ({ body: await listEntries(sql, query) }),
  }),
  operation({
    ...{ method: 'post', path: '/accounting/journal-entries', tag, needs: 'ledger:write' },
    summary: 'An entry by hand; refused with the difference when it does not balance',
    body: newEntry,
    ...{ status: 201, gives: 'The entry', schema: entry },
    run: async (sql, { actor, body, now }) => {
      const lines = body.lines.map(({ account: code, ...line }) => ({ ...line, account: { code } }))
      const posted = await postEntry(sql, actor, { ...body, lines, source: 'manual', now })
      if (!posted) throw new Refusal('An entry needs lines that are not nothing.')
      const location = `/api/v1/accounting/journal-entries/${posted.entryId}`
      return { body: found(await getEntry(sql, posted.entryId)), location }
    },
  }),
  operation({
    ...{ method: 'get', path: '/accounting/journal-entries/{id}', tag, needs: 'ledger:read' },
    summary: 'One journal entry',
    params: byId,
    ...{ status: 200, gives: 'The entry', schema: entry },
    run: async (sql, { params }) => ({ body: found(await getEntry(sql, params.id)) }),
  }),
  operation({
    ...{ method: 'post', path: '/accounting/journal-entries/{id}/reverse', tag },
    needs: 'ledger:write',
    summary: 'An entry by hand is undone by another; nothing is edited',
    params: byId,
    body: z.strictObject({ memo: text(200).optional(), date: day().optional() }),
    ...{ status: 201, gives: 'The entry that undoes it', schema: entry },
    run: async (sql, { actor, params, body, now }) => {
      found(await getEntry(sql, params.id))
      const { entryId } = await reverseEntry(sql, actor, { ...body, entryId: params.id, now })
      return { body: found(await getEntry(sql, entryId)) }
    },
  }),
  operation({
    ...{ method: 'get', path: '/accounting/lock', tag, needs: 'ledger:read' },
    summary: 'The last day that is locked',
    ...{ status: 200, gives: 'The day; null when all are open', schema: lock },
    run: async (sql) => ({ body: { lockedThrough: await lockedThrough(sql) } }),
  }),
  operation({
    ...{ method: 'put', path: '/accounting/lock', tag, needs: 'ledger:write' },
    summary: 'Days up to and with this one take no more entries; null opens all',
    body: z.strictObject({ through: day().nullable(), reason: text(200).optional() }),
    ...{ status: 200, gives: 'As it now stands', schema: lock },
    run: async (sql, { actor, body, now }) => ({
      body: await lockPeriod(sql, actor, { ...body, now }),
    }),
  }),
]
