/** Where files rest: a bucket when one is named, else the data folder. */
import { join } from 'node:path'
import { type Files, openFiles, withShelf } from '#clients/files.ts'
import { type Bucket, openBucket } from '#clients/s3.ts'
import type { Config } from '../config.ts'

export interface FileStores {
  files: Files
  /** Of products: the same store, and in a bucket a folder of their own where one is named. */
  pictures: Files
}

export function openFileStores(config: Config): FileStores {
  const { S3_BUCKET_NAME: name, S3_ENDPOINT: endpoint } = config
  if (!name) {
    const files = openFiles(join(config.TILLIE_DATA, 'files'))
    return { files, pictures: files }
  }
  const bucket = {
    ...{ name, endpoint, region: config.S3_REGION },
    // The settings name both, or are refused.
    accessKeyId: config.S3_ACCESS_KEY_ID!,
    secretAccessKey: config.S3_SECRET_ACCESS_KEY!,
  }
  const files = openFolder(bucket, config.S3_PREFIX)
  const apart = config.S3_PRODUCT_IMAGE_PREFIX
  if (!apart) return { files, pictures: files }
  const pictures = openFolder(bucket, apart)
  return { files: withShelf(files, pictures), pictures: withShelf(pictures, files) }
}

function openFolder(bucket: Bucket, folder: string | undefined): Files {
  return openBucket({ ...bucket, prefix: folder && `${folder.replace(/\/$/, '')}/` })
}
