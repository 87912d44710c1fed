/** What the house's jobs reach for: the verbs that the timetable calls. */
import { pruneInbox } from '#chat/dead-letters.ts'
import { anchorAudit } from '#domain/audit-chain/anchor.ts'
import { sealAudit } from '#domain/audit-chain/seal.ts'
import { forgetPosts } from '#domain/idempotency.ts'
import { describePictures } from '#domain/pictures/describe-pictures.ts'
import { fetchPictures } from '#domain/pictures/fetch-pictures.ts'
import { prunePictureQuestions } from '#domain/pictures/picture-limits.ts'
import { keepRegionIndex } from '#domain/pictures/region-hnsw.ts'
import { seePictures } from '#domain/pictures/see-pictures.ts'
import { checkReportViews, freshen } from '#domain/report-views.ts'
import { forgetSessions } from '#domain/sessions.ts'
import type { Metrics } from '#http/metrics.ts'
import { houseJobs } from '#jobs/house-jobs.ts'
import { newSigningKey } from '#kit/signing.ts'
import { pruneReports } from '#reports/desk/prune.ts'
import { untiedBooks } from '#reports/untied.ts'
import { visualModel } from '#sight/visual.ts'
import type { House } from '../house.ts'
import { growingFolder } from './report-desk.ts'
import { type Channels, reportJobsOf } from './subscriptions-of.ts'

export function jobsOf(house: House, { alarms }: Metrics, channels: Channels) {
  const { db, log, clock, files, config, describer } = house
  const pictures = { db, log, clock, files: house.pictures, eye: house.eye }
  return houseJobs({
    db,
    log,
    clock,
    freshen: (orgId) => freshen(db, orgId),
    checkReportViews: (orgId) => checkReportViews(db, orgId),
    checkBooks: (orgId) => db.asReader(orgId, untiedBooks),
    pruneInbox: (_orgId, before) => db.asCourier((sql) => pruneInbox(sql, before)),
    pruneApi: (orgId, now) =>
      db.asOrg(orgId, async (sql) => {
        await forgetSessions(sql, now)
        await forgetPosts(sql, now)
      }),
    pruneReports: async (orgId, now) => {
      await db.asOrg(orgId, (sql) => prunePictureQuestions(sql, now))
      await pruneReports({ db, files, folder: growingFolder(config.TILLIE_DATA) }, orgId, now)
    },
    ...reportJobsOf(house, channels),
    fetchPictures: (orgId) => fetchPictures(pictures, orgId),
    seePictures: (orgId) => seePictures({ ...pictures, model: visualModel }, orgId),
    describePictures: async (orgId) =>
      describer ? describePictures({ ...pictures, describer }, orgId) : 0,
    indexPictures: (orgId) => keepRegionIndex(db, orgId),
    sealAudit: (orgId, now) => sealAudit(db, orgId, { now }),
    anchorAudit: (orgId, now) =>
      anchorAudit({ db, sealer: house.sealer, newKey: newSigningKey }, orgId, now),
    onAlarm: (alarm) => alarms.inc({ alarm }),
  })
}
