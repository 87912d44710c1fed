/**
 * A pack made: lines are read onto the disk while the report's moment is open; then pages are printed,
 * everything is put into one ZIP with its manifest, and signed.
 */
import { createReadStream } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { SignerDeps } from '#domain/audit-chain/keys.ts'
import { signerOf } from '#domain/audit-chain/keys.ts'
import { fingerprintOf } from '#kit/signing.ts'
import { spanOfMonth } from '../audit/month.ts'
import type { PackContents } from '../catalogue.ts'
import type { Moment, Spool, SpooledFile } from '../desk/spool.ts'
import { csvChunks } from '../render/stream-csv.ts'
import { openZip, type ZipWriter } from '../render/zip.ts'
import type { Report } from '../report.ts'
import { chainLines, chainOf } from './chain-file.ts'
import {
  chainName,
  type Manifest,
  manifestBytes,
  manifestName,
  type PackedFile,
  signatureName,
} from './manifest.ts'
import { sealArchive, unsealed } from './seal.ts'
import { writeTable } from './table-file.ts'

interface Table {
  /** In the ZIP. */
  name: string
  path: string
  rows: number
}

interface Gathered {
  /** The pack's own first. */
  reports: { folder: string; report: Report }[]
  tables: Table[]
  chain: Manifest['chain']
}

/** ZIPs of kinds with a `pack` that are of a month. */
export function packSpool(deps: SignerDeps): Spool {
  return async (moment) => {
    const gathered = await gather(moment)
    return () => bind(deps, moment, gathered)
  }
}

async function gather(moment: Moment): Promise<Gathered> {
  const { sql, org, kind, now, report, signal } = moment
  const params = moment.params as { month: string }
  const { reports, datasets } = kind.pack as PackContents<typeof params>
  await mkdir(join(moment.folder, 'data'), { recursive: true })
  const members: Gathered['reports'] = [{ folder: '', report }]
  for (const member of reports(params)) {
    signal.throwIfAborted()
    const built = await member.kind.build(sql, org, member.params, now)
    members.push({ folder: 'reports/', report: built })
  }
  const tables: Table[] = []
  for (const [at, { name: title, columns, read }] of datasets.entries()) {
    const name = `data/${title}.csv`
    const path = join(moment.folder, name)
    const rows = await writeTable(path, read(sql, org, params), {
      write: (pages) => csvChunks(columns, pages, org.currency),
      signal,
    })
    tables.push({ name, path, rows })
    moment.progress((60 * (at + 1)) / datasets.length)
  }
  const { table, chain } = await gatherChain(moment, params)
  return { reports: members, tables: [...tables, table], chain }
}

async function gatherChain({ sql, org, folder, signal }: Moment, { month }: { month: string }) {
  const span = spanOfMonth(month)
  const chain = await chainOf(sql, org, span)
  async function* links() {
    if (chain) yield* chainLines(sql, org, span, chain)
  }
  const path = join(folder, chainName)
  const rows = await writeTable(path, links(), { write: jsonLines, signal })
  return { table: { name: chainName, path, rows }, chain }
}

async function* jsonLines(pages: AsyncIterable<readonly string[]>) {
  for await (const lines of pages) yield lines.map((line) => `${line}\n`).join('')
}

async function bind(
  deps: SignerDeps,
  moment: Moment,
  { reports, tables, chain }: Gathered,
): Promise<SpooledFile> {
  const { org, now, report, signal } = moment
  const key = await signerOf(deps, org.id, now)
  const name = `${report.name}.zip`
  const path = join(moment.folder, name)
  const zip = openZip(path)
  try {
    const files: PackedFile[] = [
      ...(await packPages(zip, moment, reports)),
      ...(await packTables(zip, tables, signal)),
    ]
    const manifest = manifestBytes(manifestOf(moment, { files, chain, publicKey: key.publicKey }))
    await zip.add(manifestName, manifest)
    await zip.add(signatureName, Buffer.from(`${key.sign(manifest)}\n`))
    await zip.close(unsealed)
    await sealArchive(path, key.sign)
  } catch (fault) {
    await zip.abandon()
    throw fault
  }
  return { name, mime: 'application/zip', path }
}

async function packPages(zip: ZipWriter, moment: Moment, reports: Gathered['reports']) {
  const files: PackedFile[] = []
  for (const [at, { folder, report }] of reports.entries()) {
    for (const format of ['pdf', 'csv'] as const) {
      moment.signal.throwIfAborted()
      const { name, bytes } = await moment.print(report, format)
      files.push({ ...asKept(await zip.add(`${folder}${name}`, bytes)), rows: null })
    }
    moment.progress(60 + (30 * (at + 1)) / reports.length)
  }
  return files
}

async function packTables(zip: ZipWriter, tables: readonly Table[], signal: AbortSignal) {
  const files: PackedFile[] = []
  for (const { name, path, rows } of tables) {
    signal.throwIfAborted()
    files.push({ ...asKept(await zip.add(name, createReadStream(path))), rows })
  }
  return files
}

function asKept({ name, sizeBytes, sha256 }: Awaited<ReturnType<ZipWriter['add']>>) {
  return { name, bytes: sizeBytes, sha256 }
}

function manifestOf(
  { org, kind, params, report, now }: Moment,
  { files, chain, publicKey }: { files: PackedFile[]; chain: Manifest['chain']; publicKey: string },
): Manifest {
  const untied = report.controls.filter(({ ties }) => !ties)
  const { id, name, currency, timezone } = org
  return {
    format: 'tillie-pack/1',
    type: kind.type,
    params: params as Manifest['params'],
    org: { id, name, currency, timezone },
    asOf: now.toISOString(),
    files: files.map(({ name, bytes, rows, sha256 }) => ({ name, bytes, rows, sha256 })),
    controls: {
      passed: report.controls.length - untied.length,
      untied: untied.map(({ name, difference }) => ({ name, difference })),
    },
    chain,
    key: { algorithm: 'Ed25519', publicKey, fingerprint: fingerprintOf(publicKey) },
  }
}
