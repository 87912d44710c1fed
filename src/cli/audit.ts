/** `tillie audit`: the key that signs packs, and the chain of the audit log checked where it is kept. */
import type { Command } from 'commander'
import { checkChain, faultText } from '#domain/audit-chain/check.ts'
import { signerOf } from '#domain/audit-chain/keys.ts'
import { sealAudit } from '#domain/audit-chain/seal.ts'
import { requireOrg } from '#house.ts'
import { Refusal } from '#kit/refusal.ts'
import { newSigningKey } from '#kit/signing.ts'
import { type Common, print, type Terminal, withCommon, withHouse } from './terminal.ts'

export function addAudit(program: Command, terminal: Terminal) {
  const audit = program.command('audit').description('the audit log and the key that signs it')
  withCommon(audit.command('key'))
    .description('show the key that signs packs: the public part, and its fingerprint')
    .action((options: Common) => showKey(terminal, options))
  withCommon(audit.command('check'))
    .description('check the chain of the audit log from its first link; names the first bad one')
    .action((options: Common) => check(terminal, options))
}

function showKey(terminal: Terminal, options: Common) {
  return withHouse(terminal, options, async ({ db, config, sealer, clock }) => {
    const org = await requireOrg(db, config.TILLIE_ORG)
    const key = await signerOf({ db, sealer, newKey: newSigningKey }, org.id, clock())
    print(terminal, `Key: ${key.publicKey}`)
    print(terminal, `Fingerprint: ${key.fingerprint}`)
  })
}

function check(terminal: Terminal, options: Common) {
  return withHouse(terminal, options, async ({ db, config, clock }) => {
    const org = await requireOrg(db, config.TILLIE_ORG)
    await sealAudit(db, org.id, { now: clock() })
    const found = await db.asReaderAtOneMoment(org.id, (sql) => checkChain(sql))
    if (found.is === 'broken') throw new Refusal(faultText(found.fault))
    print(terminal, `Whole: all ${found.links} links of the audit log follow from each other.`)
    if (found.late > 0) print(terminal, `${found.late} entries were written later than they say.`)
  })
}
