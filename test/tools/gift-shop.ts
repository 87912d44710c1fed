/** A small gift shop, sixteen lines of trade, asked through the real loop, tools and SQL. */
import { writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openOrchestrator } from '#agents/orchestrator.ts'
import { houseScopes, type Role } from '#domain/identity.ts'
import { importSales } from '#domain/import/import-sales.ts'
import { createOrg } from '#domain/org.ts'
import { addPerson } from '#domain/people.ts'
import { freshen } from '#domain/report-views.ts'
import type { Answered } from '#engine/answer.ts'
import { offline } from '#engine/models/offline/offline.ts'
import { renderReport } from '#reports/render/render.ts'
import { openTestDb, quiet } from '#test/support/database.ts'
import { tools } from '#tools/index.ts'

/** It is Monday 28 February 2011, 18:00 in London. */
export const now = new Date('2011-02-28T18:00:00Z')

const lines = `InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country
100,K1,BLUE KETTLE 1.5L,2,2010-12-06 09:10:00,20.00,501,Germany
100,M1,ICON MUG,10,2010-12-06 09:10:00,3.50,501,Germany
101,M1,ICON MUG,4,2010-12-18 15:00:00,3.50,502,France
102,K2,RED KETTLE 1.5L,1,2010-12-31 11:00:00,22.00,,United Kingdom
103,K1,BLUE KETTLE 1.5L,3,2011-01-11 10:30:00,20.00,502,France
103,POST,POSTAGE,1,2011-01-11 10:30:00,99.00,502,France
104,L1,LUNCH BAG SKULL,6,2011-01-18 12:00:00,1.65,503,EIRE
104,L2,LUNCH BAG CARS,6,2011-01-18 12:00:00,1.65,503,EIRE
105,M1,ICON MUG,1,2011-01-18 16:00:00,3.555,,United Kingdom
C106,K1,BLUE KETTLE 1.5L,-1,2011-01-19 09:00:00,20.00,502,France
107,K1,BLUE KETTLE 1.5L,1,2011-02-21 10:00:00,20.00,501,Germany
108,M1,ICON MUG,2,2011-02-27 10:00:00,3.50,503,EIRE
109,K2,RED KETTLE 1.5L,1,2011-02-27 11:00:00,22.00,504,Netherlands
110,M1,ICON MUG,-3,2011-02-27 12:00:00,0,,United Kingdom
111,M1,ICON MUG,1,2011-02-28 08:00:00,3.50,501,Germany
112,K2,RED KETTLE 1.5L,2,2011-02-28 09:00:00,22.00,501,Germany
`

export async function openGiftShop() {
  const { db, close } = await openTestDb()
  const org = await createOrg(db, { name: 'gifts', currency: 'GBP', timezone: 'Europe/London' })
  const file = join(tmpdir(), `gifts-${process.pid}.csv`)
  writeFileSync(file, lines)
  await importSales(db, { org, file, now: () => now })
  const answer = openOrchestrator({
    db,
    tools,
    model: offline(),
    freshen: (orgId) => freshen(db, orgId),
    render: renderReport,
    log: quiet,
    clock: () => now,
  })
  return { db, org, close, talk }

  /** One conversation: each question leans on the answer before. */
  async function talk(role: Role = 'owner') {
    const person = { name: role, roles: [role], now }
    const { userId } = await db.asOrg(org.id, (sql) => addPerson(sql, person))
    const actor = {
      orgId: org.id,
      userId,
      name: role,
      roles: [role],
      may: new Set(houseScopes[role]),
    }
    let before: (Answered & { question: string }) | null = null
    return async (text: string): Promise<Answered> => {
      const last = before && { ...before, reply: before.text }
      const answered = await answer({ actor, org, text, history: [], last, now })
      if (answered.receipts.length > 0) before = { ...answered, question: text }
      return answered
    }
  }
}
