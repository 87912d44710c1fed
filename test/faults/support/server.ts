/** One PostgreSQL for all fault stories that do not break it: `DATABASE_URL`, or a cluster made here. */
import type { TestProject } from 'vitest/node'
import template from '../../support/template.ts'
import { openCluster } from './cluster.ts'

export default async function server(project: TestProject): Promise<() => Promise<void>> {
  const given = process.env.DATABASE_URL
  const cluster = given ? null : await openCluster()
  if (cluster) process.env.DATABASE_URL = cluster.url
  const remove = await template(project)
  return async () => {
    await remove()
    await cluster?.close()
  }
}
