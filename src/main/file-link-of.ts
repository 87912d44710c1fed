/** Whole addresses of files: on this server, under the house's key. */
import type { LinkTo } from '#chat/file-link.ts'
import { fetchSecretKey } from '#clients/secret-key.ts'
import { fileLinks } from '#http/file-links.ts'
import type { Config } from '../config.ts'

/** `url` is where this server listens; people reach it at `PUBLIC_URL` where that is set. */
export function fileLinkOf(config: Config, url: string): LinkTo {
  const links = fileLinks(() =>
    fetchSecretKey(config.TILLIE_SECRET_KEY ?? null, config.TILLIE_DATA),
  )
  const base = config.PUBLIC_URL ?? url
  return (file) => `${base}${links.path(file)}`
}
