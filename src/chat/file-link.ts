/** What a chat cannot carry is fetched from a link, for a while. */
import type { FileRef } from './message.ts'

export interface LinkedFile {
  orgId: number
  /** stored_files.id */
  fileId: string
  expiresAt: Date
}

/** The whole address under which this server hands out the file. */
export type LinkTo = (file: LinkedFile) => string

/** `works for 24 hours`, as it is said. */
export const fileLinkHours = 24

/** For files of one business, written now; undefined where nobody makes links. */
export function linkerFor(
  linkTo: LinkTo | undefined,
  { orgId, now }: { orgId: number; now: Date },
): ((file: FileRef) => string) | undefined {
  const expiresAt = new Date(now.getTime() + fileLinkHours * 3_600_000)
  return linkTo && (({ id }) => linkTo({ orgId, fileId: id, expiresAt }))
}
