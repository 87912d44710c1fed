/**
 * Customers from a file. The same file again updates: a customer is known by the code, else by the
 * phone number, else by the email, else by the name where that is one alone.
 */
import type { Db, Sql } from '#db/sql.ts'
import { phoneDigits } from '#domain/customer-details.ts'
import { addCustomer } from '#domain/customers.ts'
import { editCustomer } from '#domain/edit-customer.ts'
import type { Actor } from '#domain/identity.ts'
import { customerKey } from '#domain/sales/sale-line.ts'
import { emptyRecordResult, type RecordResult } from './record-result.ts'
import { type FieldNames, openRecords, type RecordTable } from './record-table.ts'
import { Repairs } from './repairs.ts'
import { RowFault } from './row-fault.ts'
import type { FileRow } from './table.ts'
import { type RecordImport, type Taken, takeRecords } from './take-records.ts'

const names: FieldNames = {
  code: 'customer id|customer code|customer no|customer number|code|id|account no|account number',
  name: 'name|customer name|full name|customer|company|client|client name|business name|jina',
  firstName: 'first name|given name|forename|vorname|prenom',
  lastName: 'last name|surname|family name|nachname|nom de famille',
  phone: 'phone|phone number|mobile|telephone|tel|cell|whatsapp|mobile number|contact number|simu',
  email: 'email|e mail|email address|mail',
  country: 'country|country name|country code|default address country code|billing country|nchi',
}
const source = 'customer list'

interface CustomerRow {
  row: number
  code: string
  name: string
  phone: string
  email: string
  country: string
}

/** Refused when the file is no table, or no column of it is one of a customer's. */
export async function importCustomers(db: Db, request: RecordImport): Promise<RecordResult> {
  const { mapping, currency, dryRun = false, now } = request
  const started = now().getTime()
  const table = await openRecords(request.file, names, mapping)
  const fields = Object.keys(names).flatMap((field) => {
    const header = table.headerOf(field)
    return header ? [[field, header]] : []
  })
  const about = { form: table.form, layout: 'plain', currency, dryRun }
  const result = emptyRecordResult({ mapping: Object.fromEntries(fields), ...about })
  result.read = table.rows.length
  const repairs = new Repairs()
  const rows = table.rows.map((row) => customerIn(table, row, repairs))
  const taken = (sql: Sql, actor: Actor, row: CustomerRow) => take(sql, actor, row, now())
  await takeRecords(db, request, { rows, result, take: taken })
  result.repaired = repairs.list()
  result.ms = now().getTime() - started
  return result
}

function customerIn(table: RecordTable, row: FileRow, repairs: Repairs): CustomerRow {
  const cell = (field: string) => table.text(row, table.headerOf(field))
  const whole = [cell('firstName'), cell('lastName')].filter(Boolean).join(' ')
  return {
    row: row.number,
    code: repairs.wholeNumber(cell('code'), row.number),
    name: cell('name') || whole,
    phone: repairs.wholeNumber(cell('phone').replace(/^'/, ''), row.number),
    email: cell('email'),
    country: cell('country'),
  }
}

async function take(sql: Sql, actor: Actor, said: CustomerRow, now: Date): Promise<Taken> {
  const { row: _, code, ...details } = said
  const known = await knownAs(sql, said)
  if (known) {
    const entries = Object.entries(details).filter(([, value]) => value !== '')
    const changes = Object.fromEntries(entries)
    const { isChanged } = await editCustomer(sql, actor, { id: known, changes, now })
    return isChanged ? 'updated' : 'same'
  }
  if (!details.name) throw new RowFault('there is no name')
  const identity = code ? { code, source, externalId: customerKey(code) } : { source }
  await addCustomer(sql, actor, { ...details, ...identity, now })
  return 'added'
}

async function knownAs(
  sql: Sql,
  { code, name, phone, email }: CustomerRow,
): Promise<string | null> {
  const found = await sql<{ id: string; claim: number }[]>`
    select id,
      case
        when lower(code) = ${customerKey(code)} then 1
        when phone_digits = ${phoneDigits(phone)} then 2
        when lower(email) = lower(${email}) then 3
        else 4
      end as claim
    from customers
    where lower(code) = ${customerKey(code)}
      or ${code} = '' and (
        phone_digits = ${phoneDigits(phone)}
        or lower(email) = lower(${email}) and ${email} <> ''
        or name_key = (select name_key(${name})) and name_key <> '')
    order by claim, id
    limit 2`
  const [one, other] = found
  if (one?.claim === 4 && other)
    throw new RowFault(`several customers are called ${name}: say the code, the phone or the email`)
  return one?.id ?? null
}
