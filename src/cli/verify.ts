/** `tillie verify`: an audit pack proved with nothing but the file; no database, no network. */
import { statSync } from 'node:fs'
import { basename } from 'node:path'
import type { Command } from 'commander'
import { Refusal } from '#kit/refusal.ts'
import type { Manifest } from '#reports/pack/manifest.ts'
import { verifyPack } from '#reports/pack/verify-pack.ts'
import { print, type Terminal } from './terminal.ts'

export function addVerify(program: Command, terminal: Terminal) {
  program
    .command('verify <file>')
    .description('prove that an audit pack is as it was signed; names the first file that is not')
    .option('--key <key>', 'the key of the business, or its fingerprint, as you were told it')
    .action((file: string, { key }: { key?: string }) => verify(terminal, file, key))
}

async function verify(terminal: Terminal, file: string, key: string | undefined): Promise<void> {
  if (!statSync(file, { throwIfNoEntry: false })?.isFile())
    throw new Refusal(`There is no file ${file}.`)
  const verdict = await verifyPack(file, { key })
  if (verdict.is === 'broken')
    throw new Refusal(
      `${basename(file)} is not as it was signed. ${verdict.where}: ${verdict.why}.`,
    )
  const { manifest, links, late } = verdict
  for (const line of told(manifest, { links, late, isPinned: key !== undefined }))
    print(terminal, line)
}

function told(
  { type, org, params, asOf, files, controls, key }: Manifest,
  { links, late, isPinned }: { links: number; late: number; isPinned: boolean },
): string[] {
  const month = typeof params.month === 'string' ? ` ${params.month}` : ''
  const chain = `${links} links of the audit log`
  return [
    `Whole: ${type.replaceAll('_', ' ')}${month} of ${org.name}, made at ${asOf}.`,
    `${files.length} files and ${chain} are as they were signed.`,
    controls.untied.length === 0
      ? `All ${controls.passed} control totals PASS.`
      : `DOES NOT TIE: ${controls.untied.map(({ name, difference }) => `${name} by ${difference}`).join(', ')}.`,
    ...(late > 0 ? [`${late} entries of the log were written later than they say.`] : []),
    isPinned
      ? `Signed with the key ${key.fingerprint}, as you named it.`
      : `Signed with the key ${key.fingerprint}: ask ${org.name} whether it is theirs, or give it with --key.`,
  ]
}
