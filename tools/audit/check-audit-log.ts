import { z } from 'zod'
import { checkChain, faultText } from '#domain/audit-chain/check.ts'
import { publicKeyOf } from '#domain/audit-chain/keys.ts'
import { asJson, defineTool } from '#engine/tool.ts'

export const checkAuditLogTool = defineTool({
  name: 'check_audit_log',
  description:
    'Checks that nobody has changed the audit log, and tells the key that signs packs. Not for whether the books tie: use check_books.',
  phrases: [
    '=(check|verify|prove) [the|our] (audit log|audit trail|audit chain)',
    '=(is|was|has) [the|our] (audit log|audit trail|audit chain) [been] (whole|intact|complete|changed|tampered with|ok|okay)',
    '=[show|show me|what is|tell me] [the|our] (audit key|signing key|key fingerprint|fingerprint|key of the pack|key of our packs)',
  ],
  needs: 'audit:read',
  input: z.object({}),

  async run({ sql }) {
    const found = await checkChain(sql)
    const key = await publicKeyOf(sql)
    const signed = key
      ? `Packs are signed with the key **${key.fingerprint}**.`
      : 'No pack has been signed yet.'
    const told = found.is === 'whole' ? null : faultText(found.fault)
    return {
      facts: asJson({ found, fingerprint: key?.fingerprint ?? null }),
      say: ({ count }) =>
        found.is === 'whole'
          ? `The audit log is whole: all ${count(String(found.links))} of its sealed entries are as they were. ${signed}`
          : `The audit log was tampered with. ${told}`,
    }
  },
})
