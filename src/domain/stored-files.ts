/** Files in the store, as rows name them: the bytes are kept before, under their own SHA-256. */
import type { Sql } from '#db/sql.ts'

export interface StoredFile {
  sha256: string
  name: string
  mime: string
  sizeBytes: number
}

/** The id of the row that now names it. */
export async function noteFile(
  sql: Sql,
  { sha256, name, mime, sizeBytes, now }: StoredFile & { now: Date },
): Promise<string> {
  const [row] = await sql<{ id: string }[]>`
    insert into stored_files (org_id, sha256, name, mime, size_bytes, created_at)
    values (current_org(), ${sha256}, ${name}, ${mime}, ${sizeBytes}, ${now})
    returning id`
  return row!.id
}
