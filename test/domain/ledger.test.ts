/** Story: the books of a small shop. What is written stands, balances, and is numbered without gaps. */
import { afterAll, describe, expect, test } from 'vitest'
import type { Sql } from '#db/sql.ts'
import { addAccount, archiveAccount, listAccounts } from '#domain/ledger/accounts.ts'
import { getEntry, listEntries } from '#domain/ledger/entries.ts'
import { findAccount } from '#domain/ledger/find-account.ts'
import { lockedThrough, lockPeriod } from '#domain/ledger/period-lock.ts'
import { postEntry } from '#domain/ledger/post-entry.ts'
import { reverseEntry } from '#domain/ledger/reverse-entry.ts'
import { openTestDb } from '#test/support/database.ts'
import { now, openLedgerDesk } from '#test/support/ledger-desk.ts'

describe('the ledger', async () => {
  const { db, close } = await openTestDb()
  afterAll(close)
  const rent = [
    { account: { code: '6000' }, debit: '15000' },
    { account: 'bank' as const, credit: '15000' },
  ]

  test('an entry by hand makes the chart, is kept with its lines, and gets the next number', async () => {
    const books = await openLedgerDesk(db)
    const codes = rent.map((line, at) => ({ ...line, account: { code: at ? '1010' : '6000' } }))
    const first = await books.writes('2026-11-03', codes, 'Rent of November')
    const second = await books.writes('2026-11-01', rent)

    expect([first!.number, second!.number]).toEqual(['1', '2'])
    expect(first!.date).toBe('2026-11-03')
    const kept = await books.reads((sql) => getEntry(sql, first!.entryId))
    expect(kept).toMatchObject({ memo: 'Rent of November', source: 'manual', total: '15000' })
    expect(
      kept!.lines.map(({ accountName, debit, credit }) => [accountName, debit, credit]),
    ).toEqual([
      ['Rent', '15000', '0'],
      ['Bank', '0', '15000'],
    ])
    const accounts = await books.reads((sql) => listAccounts(sql))
    expect(accounts).toHaveLength(26)
    expect(accounts.filter(({ role }) => role)).toHaveLength(15)
  })

  test('an entry that does not balance is refused with the difference, and takes no number', async () => {
    const books = await openLedgerDesk(db)
    const lines = [rent[0]!, { account: 'bank' as const, credit: '14999.5' }]
    await expect(books.writes('2026-11-03', lines)).rejects.toThrow(
      /does not balance: debits are more than credits by KES.0\.50\./,
    )
    await expect(books.writes('2026-11-03', rent)).resolves.toMatchObject({ number: '1' })
  })

  test('what is past the fourth decimal is rounded before it must balance', async () => {
    const books = await openLedgerDesk(db)
    const posted = await books.writes('2026-11-03', [
      { account: 'cogs', debit: '0.00004' },
      { account: { code: '6000' }, debit: '10.00005' },
      { account: 'cash', credit: '10.0001' },
    ])
    const kept = await books.reads((sql) => getEntry(sql, posted!.entryId))
    expect(kept!.lines.map(({ debit, credit }) => [debit, credit])).toEqual([
      ['10.0001', '0'],
      ['0', '10.0001'],
    ])
  })

  test('the database itself keeps no entry out of balance, whoever writes it', async () => {
    const books = await openLedgerDesk(db)
    const posted = await books.writes('2026-11-03', rent)
    const alone = books.does(
      (sql) => sql`
        insert into journal_lines (org_id, entry_id, position, account_id, debit)
        select current_org(), ${posted!.entryId}, 9, id, 5 from accounts where role = 'cash'`,
    )
    await expect(alone).rejects.toThrow('does not balance')
    await expect(
      books.does((sql) => sql`update journal_lines set debit = 1 where debit > 0`),
    ).rejects.toThrow('permission denied')
  })

  test.each([
    [
      'no account',
      [{ account: { code: '9999' }, debit: '5' }, rent[1]!],
      'Line 1: there is no account 9999.',
    ],
    [
      'both sides',
      [{ account: 'cash' as const, debit: '5', credit: '5' }],
      'Line 1: give a debit or a credit, not both.',
    ],
    [
      'less than nothing',
      [rent[0]!, { account: 'bank' as const, credit: '-5' }],
      'Line 2: an amount is never below zero',
    ],
    ['no amount', [{ account: 'cash' as const, debit: 'ten' }], 'Line 1: "ten" is not an amount'],
    ['too much', [{ account: 'cash' as const, debit: '100000000000000' }], 'is not an amount'],
    [
      'stock',
      [
        { account: 'inventory' as const, debit: '5' },
        { account: 'cash' as const, credit: '5' },
      ],
      'Line 1: stock is received, counted or written off',
    ],
    [
      'a customer of nobody',
      [{ ...rent[0]!, customerId: '77777' }, rent[1]!],
      'Line 1: there is no such customer.',
    ],
  ])('by hand, %s is refused', async (_, lines, said) => {
    const books = await openLedgerDesk(db)
    await expect(books.writes('2026-11-03', lines)).rejects.toThrow(said)
    await expect(books.writes('2026-11-21', rent)).rejects.toThrow('still to come')
    await expect(books.writes('2026-11-03', rent, ' ')).rejects.toThrow('what the entry is for')
  })

  test('staff may not write by hand, but what they sell is posted', async () => {
    const books = await openLedgerDesk(db)
    const post = (source: 'manual' | 'sale') =>
      books.does((sql) =>
        postEntry(sql, books.actor('staff'), {
          ...{ date: '2026-11-03', memo: 'Sale', source, now },
          lines: [
            { account: 'cash', debit: '116' },
            { account: 'sales', credit: '100' },
            { account: 'sales_tax', credit: '16' },
            { account: 'cogs', debit: '0' },
          ],
        }),
      )
    await expect(post('manual')).rejects.toThrow('may not do that')
    await expect(post('sale')).resolves.toMatchObject({ number: '1' })
  })

  test('the same external id posts once; an entry of nothing is not written', async () => {
    const books = await openLedgerDesk(db)
    const post = (externalId: string, debit: string) =>
      books.does((sql) =>
        postEntry(sql, books.actor('finance'), {
          ...{ date: '2026-11-03', memo: 'Once', source: 'payment', externalId, now },
          lines: [
            { account: 'cash', debit },
            { account: 'receivable', debit: `-${debit}` },
          ],
        }),
      )
    const first = await post('p-1', '70')
    expect(await post('p-1', '70')).toEqual({ ...first, isNew: false })
    expect(await post('p-2', '0')).toBeNull()
    expect(await post('p-3', '5')).toMatchObject({ number: '2' })
  })

  test('a mistake is reversed once, on its own day, and both stay', async () => {
    const books = await openLedgerDesk(db)
    const wrong = (await books.writes('2026-11-03', rent, 'Rent twice'))!
    const finance = books.actor('finance')
    const reverse = (date?: string) =>
      books.does((sql) => reverseEntry(sql, finance, { entryId: wrong.entryId, date, now }))
    await expect(reverse('2026-11-02')).rejects.toThrow('before the entry that it undoes')
    await expect(reverse('2026-11-21')).rejects.toThrow('still to come')
    const back = await reverse()

    expect(back).toMatchObject({ number: '2', date: '2026-11-03' })
    await expect(reverse()).rejects.toThrow('Entry 1 has been reversed already, by entry 2.')
    await expect(
      books.does((sql) => reverseEntry(sql, finance, { entryId: back.entryId, now })),
    ).rejects.toThrow('is a reversal itself')
    const [newest, oldest] = (await books.reads((sql) => listEntries(sql, { limit: 10 }))).items
    expect(newest).toMatchObject({
      reverses: wrong.entryId,
      memo: 'Reversal of entry 1: Rent twice',
    })
    expect(newest!.lines[0]).toMatchObject({ accountName: 'Rent', credit: '15000' })
    expect(oldest).toMatchObject({ reversedBy: back.entryId })
  })

  test('what a sale posted is undone where it came from, not by hand; nor is what opened the stock', async () => {
    const books = await openLedgerDesk(db)
    const staff = books.actor('staff')
    const sale = await books.does((sql) =>
      postEntry(sql, staff, {
        ...{ date: '2026-11-03', memo: 'Sale', source: 'sale', document: 'till 3', now },
        lines: [
          { account: 'cash', debit: '50' },
          { account: 'sales', credit: '50' },
        ],
      }),
    )
    const { entryId } = sale!
    await expect(
      books.does((sql) => reverseEntry(sql, books.actor('owner'), { entryId, now })),
    ).rejects.toThrow('Entry 1 came from a sale')
    const owner = books.actor('owner')
    const opening = await books.does((sql) =>
      postEntry(sql, owner, {
        ...{ date: '2026-11-03', memo: 'Opening', source: 'opening', now },
        lines: [
          { account: 'inventory', debit: '50' },
          { account: 'opening_equity', credit: '50' },
        ],
      }),
    )
    await expect(
      books.does((sql) => reverseEntry(sql, owner, { entryId: opening!.entryId, now })),
    ).rejects.toThrow('Entry 2 holds stock')
  })

  test('locked days take no entries, or hand them to the first open day; a reversal goes there', async () => {
    const books = await openLedgerDesk(db)
    const finance = books.actor('finance')
    const old = (await books.writes('2026-10-05', rent))!
    const lock = (through: string | null, reason?: string) =>
      books.does((sql) => lockPeriod(sql, finance, { through, reason, now }))
    await expect(lock('2026-11-20')).rejects.toThrow('Only days that are over')
    await lock('2026-10-31', 'October is filed')

    await expect(books.writes('2026-10-31', rent)).rejects.toThrow(
      /^The books are locked through Sat,? 31 October 2026: date the entry later\.$/,
    )
    await expect(books.writes('2026-11-01', rent)).resolves.toMatchObject({ number: '2' })
    const revalued = await books.does((sql) =>
      postEntry(sql, finance, {
        ...{ date: '2026-10-12', memo: 'Late cost', source: 'revaluation', now },
        lines: [
          { account: 'cogs', debit: '5' },
          { account: 'inventory', credit: '5' },
        ],
        ifLocked: 'next-open-day',
      }),
    )
    expect(revalued).toMatchObject({ date: '2026-11-01' })
    const back = await books.does((sql) =>
      reverseEntry(sql, finance, { entryId: old.entryId, now }),
    )
    expect(back.date).toBe('2026-11-01')

    await expect(lock('2026-09-30')).rejects.toThrow('Say why')
    await lock(null, 'The tax office asks for a correction')
    expect(await books.reads(lockedThrough)).toBeNull()
    await expect(books.writes('2026-10-31', rent)).resolves.toMatchObject({ number: '5' })
  })

  test('many who post at once get numbers without gaps, and one who fails takes none', async () => {
    const books = await openLedgerDesk(db)
    const wrong = [rent[0]!, { account: 'bank' as const, credit: '1' }]
    const outcomes = await Promise.allSettled(
      Array.from({ length: 24 }, (_, at) => books.writes('2026-11-03', at % 4 ? rent : wrong)),
    )
    expect(outcomes.filter(({ status }) => status === 'rejected')).toHaveLength(6)
    const { items } = await books.reads((sql) => listEntries(sql, { limit: 100 }))
    expect(items.map(({ number }) => Number(number)).sort((a, b) => a - b)).toEqual(
      Array.from({ length: 18 }, (_, at) => at + 1),
    )
  })

  test('who posts while days are being locked waits, and is refused', async () => {
    const books = await openLedgerDesk(db)
    await books.writes('2026-10-31', rent)
    const late: Promise<unknown>[] = []
    await books.does(async (sql) => {
      await lockPeriod(sql, books.actor('finance'), { through: '2026-10-31', now })
      const posted = books.writes('2026-10-31', rent)
      late.push(posted.catch((refusal: Error) => refusal.message))
      // One session at a time has them in order anyway.
      if (db.kind === 'server') await somebodyWaits(sql)
    })
    expect(await late[0]).toMatch(/^The books are locked through/)
    const { items } = await books.reads((sql) => listEntries(sql, { limit: 9 }))
    expect(items).toHaveLength(1)
  })

  test('the journal is read page by page, newest first, and by days', async () => {
    const books = await openLedgerDesk(db)
    for (const day of ['01', '02', '03', '04', '05']) await books.writes(`2026-11-${day}`, rent)
    const page = (after?: string) => books.reads((sql) => listEntries(sql, { limit: 2, after }))
    const [one, two, three] = [await page(), await page('4'), await page('2')]
    expect([one, two, three].map(({ items }) => items.map(({ number }) => number))).toEqual([
      ['5', '4'],
      ['3', '2'],
      ['1'],
    ])
    expect([one.next, two.next, three.next]).toEqual(['4', '2', null])
    const some = await books.reads((sql) =>
      listEntries(sql, { limit: 9, from: '2026-11-02', to: '2026-11-03' }),
    )
    expect(some.items.map(({ date }) => date)).toEqual(['2026-11-03', '2026-11-02'])
  })

  test('accounts are added, found by what people call them, and put away unless the house needs them', async () => {
    const books = await openLedgerDesk(db)
    const finance = books.actor('finance')
    const add = (code: string, name: string) =>
      books.does((sql) => addAccount(sql, finance, { code, name, type: 'expense', now }))
    const fuel = await add('6310', 'Fuel for the van')
    await expect(add('6310', 'Other')).rejects.toThrow('an account 6310 Fuel for the van already')
    await expect(add('6311', 'FUEL for the van')).rejects.toThrow('already')

    const find = (words: string) => books.reads((sql) => findAccount(sql, words))
    for (const [words, name] of [
      ['6310', 'Fuel for the van'],
      ['the van fuel', 'Fuel for the van'],
      ['M-Pesa', 'Mobile money'],
      ['debtors', 'Owed by customers'],
      ['wags', 'Wages'],
      ['Cash', 'Cash in hand'],
    ])
      expect(await find(words!), words).toMatchObject({ is: 'one', account: { name } })
    expect(await find('owner')).toMatchObject({ is: 'many' })
    expect(await find('stock')).toMatchObject({ is: 'one', account: { role: 'inventory' } })
    expect(await find('a')).toEqual({ is: 'none' })

    const fuelled = await books.writes('2026-11-03', [
      { account: { id: fuel.id }, debit: '7' },
      { account: 'cash', credit: '7' },
    ])
    await books.does((sql) => archiveAccount(sql, finance, { id: fuel.id, now }))
    expect(await find('fuel')).toEqual({ is: 'none' })
    await expect(
      books.writes('2026-11-03', [
        { account: { id: fuel.id }, debit: '9' },
        { account: 'cash', credit: '9' },
      ]),
    ).rejects.toThrow('Line 1: account 6310 is archived')
    // What was written to it can still be taken back.
    const { entryId } = fuelled!
    await books.does((sql) => reverseEntry(sql, finance, { entryId, now }))
    const cash = (await find('cash')) as { account: { id: string } }
    await expect(
      books.does((sql) => archiveAccount(sql, finance, { id: cash.account.id, now })),
    ).rejects.toThrow('stays')
  })

  test('another business sees none of it', async () => {
    const [ours, theirs] = [await openLedgerDesk(db), await openLedgerDesk(db)]
    const posted = (await ours.writes('2026-11-03', rent))!
    expect(await theirs.reads((sql) => getEntry(sql, posted.entryId))).toBeNull()
    await expect(
      theirs.does((sql) =>
        reverseEntry(sql, theirs.actor('owner'), { entryId: posted.entryId, now }),
      ),
    ).rejects.toThrow('There is no such entry.')
  })
})

/** Looks until another session stands before a lock of ours; the test's own time is its end. */
async function somebodyWaits(sql: Sql) {
  // Not by `pg_stat_activity`: within a transaction it stays as it was at the first look.
  for (;;) {
    const [waiting] = await sql`
      select 1
      from pg_locks
      where not granted and pg_backend_pid() = any(pg_blocking_pids(pid))
      limit 1`
    if (waiting) return
  }
}
