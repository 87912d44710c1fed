/** The links in a pack: each follows from the one before it, and the entries in full are those of the hashes. */
import { z } from 'zod'
import { anchorBytes } from '#domain/audit-chain/anchor-text.ts'
import { contentOf, hashOf, isLate } from '#domain/audit-chain/link.ts'
import { isSigned } from '#kit/signing.ts'
import { chainName, type Manifest } from './manifest.ts'
import type { ReadArchive } from './read-archive.ts'

export type ChainVerdict =
  | { is: 'whole'; links: number; late: number }
  | { is: 'broken'; why: string }

const line = z.strictObject({
  position: z.number().int().positive(),
  sealedAt: z.string(),
  sweptAt: z.string().nullable(),
  content: z.string(),
  hash: z.string(),
  /** Null: of another month. */
  entry: z
    .strictObject({
      id: z.string(),
      at: z.string(),
      userId: z.string().nullable(),
      action: z.string(),
      subject: z.string().nullable(),
      detail: z.string(),
    })
    .nullable(),
})
type Line = z.infer<typeof line>

export async function verifyChain(archive: ReadArchive, manifest: Manifest): Promise<ChainVerdict> {
  const { chain, org } = manifest
  const bytes = manifest.files.find(({ name }) => name === chainName)?.bytes ?? 0
  const anchors = new Map(chain?.anchors.map((anchor) => [anchor.position, anchor]))
  let position = (chain?.first ?? 1) - 1
  let hash = chain?.previous ?? ''
  let [links, late] = [0, 0]
  for await (const text of linesOf(archive.read(chainName, bytes))) {
    position += 1
    const link = parsed(text)
    const why = link ? faultOf(org.id, link, { position, previous: hash }) : 'is not a link'
    if (why || !link) return broken(position, why ?? '')
    hash = link.hash
    links += 1
    if (link.entry && isLate(link, link.entry.at)) late += 1
    const anchor = anchors.get(position)
    if (!anchor) continue
    const isOurs = isSigned(anchorBytes(org.id, anchor), anchor.signature, anchor.publicKey)
    if (anchor.hash !== hash || !isOurs) return broken(position, 'is not what was anchored')
  }
  const end = chain ?? { last: 0, head: '' }
  if (position !== end.last) return broken(position + 1, 'is missing')
  if (hash !== end.head) return broken(position, 'is not the head of the manifest')
  return { is: 'whole', links, late }
}

async function* linesOf(chunks: AsyncIterable<Buffer>): AsyncGenerator<string> {
  let rest = Buffer.alloc(0)
  for await (const chunk of chunks) {
    rest = Buffer.concat([rest, chunk])
    let from = 0
    for (let at = rest.indexOf(10); at >= 0; at = rest.indexOf(10, from)) {
      yield rest.subarray(from, at).toString('utf8')
      from = at + 1
    }
    rest = rest.subarray(from)
  }
  if (rest.length > 0) yield rest.toString('utf8')
}

function faultOf(
  orgId: number,
  link: Line,
  { position, previous }: { position: number; previous: string },
): string | null {
  const { entry } = link
  if (link.position !== position) return 'is missing'
  if (entry && contentOf(entry) !== link.content)
    return `is not of its entry (${entry.id}), which has been changed`
  if (hashOf(orgId, previous, link) !== link.hash)
    return `does not follow from the link before it${entry ? ` (entry ${entry.id})` : ''}`
  return null
}

function parsed(text: string): Line | null {
  try {
    return line.parse(JSON.parse(text))
  } catch {
    return null
  }
}

function broken(position: number, why: string): ChainVerdict {
  return { is: 'broken', why: `link ${position} of the audit chain ${why}` }
}
