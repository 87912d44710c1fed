/** What an auditor asks of a month: each figure against what was done, each control, and what breaks it. */
import { afterAll, describe, expect, test } from 'vitest'
import { monthlyAudit } from '#reports/monthly-audit.ts'
import type { Report } from '#reports/report.ts'
import { month, openAuditedMonth } from '#test/support/audited-month.ts'
import { openTestDb } from '#test/support/database.ts'
import { now } from '#test/support/stock-room.ts'

const figures = (report: Report) =>
  Object.fromEntries(report.figures.map(({ key, value }) => [key, value]))
const untied = ({ controls }: Report) =>
  controls.filter(({ ties }) => !ties).map(({ name, difference }) => `${name} ${difference}`)

describe('the monthly audit', async () => {
  const { db, close } = await openTestDb()
  afterAll(close)
  const shop = await openAuditedMonth(db)
  const { org, does } = shop
  const audit = (of = month) =>
    db.asReaderAtOneMoment(org.id, (sql) => monthlyAudit(sql, org, of, now))
  /** Done and looked at, and undone again. */
  async function afterTampering(words: string) {
    class Undo extends Error {}
    let report: Report | null = null
    await db
      .asOwner((sql) =>
        sql.begin(async (sql) => {
          await sql`set local session_replication_role = replica`
          await sql.unsafe(words.replaceAll('ORG', String(org.id)))
          await sql.unsafe(`set local role tillie_reader; set local tillie.org_id = ${org.id}`)
          report = await monthlyAudit(sql, org, month, now)
          throw new Undo()
        }),
      )
      .catch((fault) => {
        if (!(fault instanceof Undo)) throw fault
      })
    return report! as Report
  }

  test('counts what was done, and nothing else', async () => {
    const report = await audit()
    expect(figures(report)).toMatchObject({
      imbalance: '0',
      unbalanced_entries: '0',
      backdated_entries: '3',
      numbering_gaps: '0',
      logins: '2',
      failed_logins: '2',
      lock_outs: '0',
      role_changes: '3',
      approvals_given: '2',
      approvals_refused: '1',
      price_changes: '1',
      stock_adjustments: '1',
      adjusted_value: '-600',
      refunds: '551',
      late_entries: '0',
      ai_calls: '2',
      ai_tokens: '1800',
      ai_cost: '0.00063',
    })
    expect(figures(report).total_debits).toBe(figures(report).total_credits)
    expect(untied(report)).toEqual([])
    expect(report.controls.map(({ name }) => name)).toEqual([
      'Debits',
      'Entries',
      'Journal entries numbered',
      'Orders numbered',
      'Returns numbered',
      'Refunds',
      'Approvals',
      'Refused approvals',
      'Price changes',
      'Audit entries',
      'Audit chain',
    ])
    expect(report.notes).toEqual(['November 2026 is not over yet.'])
  })

  test('says of each figure what was counted for it', async () => {
    const { receipts } = await audit()
    const counted = Object.fromEntries(
      receipts.map(({ metric, rowsCounted, counted }) => [metric, `${rowsCounted} ${counted}`]),
    )
    expect(counted).toMatchObject({
      'Approvals given': '3 decisions',
      Refunds: '1 refunds',
      'Stock adjustments': '1 stock movements',
      'AI tokens': '2 calls of models',
    })
    expect(counted['Total debits']).toMatch(/^\d+ journal lines$/)
    expect(counted.Logins).toMatch(/^\d+ entries of the audit log$/)
  })

  test('of a month without anything has figures of nothing, and ties', async () => {
    const report = await audit('2026-08')
    expect(figures(report)).toMatchObject({ total_debits: '0', logins: '0', refunds: '0' })
    expect(untied(report)).toEqual([])
  })

  test('of a month to come is refused in a sentence', async () => {
    await expect(audit('2026-12')).rejects.toThrow('December 2026 has not begun yet.')
  })

  test('stands beside the month before', async () => {
    const [first] = (await audit()).figures
    expect(first?.than).toBeUndefined()
    await does(
      (sql) => sql`
        insert into audit_log (org_id, at, action)
        values (current_org(), '2026-10-31T20:59:59Z', 'session.begun')`,
    )
    await shop.ready()
    const report = await audit()
    const logins = report.figures.find(({ key }) => key === 'logins')
    expect(logins?.than).toEqual({ label: 'October 2026', value: '1', change: '1' })
  })

  test('tells entries that came in after the log had been sealed for their time', async () => {
    await does(
      (sql) => sql`
        insert into audit_log (org_id, at, action)
        values (current_org(), '2026-11-19T10:00:00Z', 'role.granted')`,
    )
    await shop.ready()
    const report = await audit()
    expect(figures(report).late_entries).toBe('1')
    expect(report.notes).toContain(
      '1 entry of the audit log came in after the log had been sealed for their time.',
    )
  })

  test.each([
    [
      'an entry out of balance',
      `update journal_lines set debit = debit + 12.34
       where org_id = ORG and position = 1 and debit > 0 and entry_id = (
         select max(entry_id) from journal_lines where org_id = ORG and position = 1 and debit > 0)`,
      ['Debits 12.34', 'Entries -1'],
    ],
    [
      'an order that was deleted',
      `delete from orders where org_id = ORG and number = 'S-1001'`,
      ['Orders numbered 1'],
    ],
    [
      'a journal entry that was deleted with its lines',
      `delete from journal_lines where org_id = ORG and entry_id = (
         select id from journal_entries where org_id = ORG and number = 2);
       delete from journal_entries where org_id = ORG and number = 2`,
      ['Journal entries numbered 1'],
    ],
    [
      'a refund that was made smaller',
      `update refunds set amount = 500 where org_id = ORG`,
      ['Refunds -51'],
    ],
    [
      'an approval that was taken out',
      `delete from proposal_decisions where org_id = ORG and decision = 'approved' and proposal_id = (
         select min(proposal_id) from proposal_decisions where org_id = ORG)`,
      ['Approvals -1'],
    ],
    [
      'a price change that was taken out',
      `delete from product_changes where org_id = ORG`,
      ['Price changes -1'],
    ],
    [
      'an audit entry that was deleted',
      `delete from audit_log where org_id = ORG and action = 'role.changed'`,
      ['Audit chain 1'],
    ],
  ])('says so in a control total: %s', async (_, words, expected) => {
    expect(untied(await afterTampering(words))).toEqual(expected)
  })

  test('names the link that was tampered with', async () => {
    const report = await afterTampering(
      `update audit_log set user_id = null where org_id = ORG and action = 'role.changed'`,
    )
    expect(report.notes.join()).toMatch(
      /The audit log was tampered with\. Link \d+ of the audit chain: its entry \d+ has been changed\./,
    )
  })
})
