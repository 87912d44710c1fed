/** Lines of any number onto the disk, page by page: memory does not grow with them. */
import { createWriteStream } from 'node:fs'
import { pipeline } from 'node:stream/promises'

type Pages<Line> = AsyncIterable<readonly Line[]>

/** `write` makes the file's pieces of the pages; gives how many lines there were. */
export async function writeTable<Line>(
  path: string,
  pages: Pages<Line>,
  { write, signal }: { write(pages: Pages<Line>): AsyncIterable<unknown>; signal: AbortSignal },
): Promise<number> {
  let lines = 0
  async function* counted() {
    for await (const page of pages) {
      lines += page.length
      yield page
    }
  }
  await pipeline(write(counted()), createWriteStream(path), { signal })
  return lines
}
