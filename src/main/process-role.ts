/** Which part of Tillie a process plays: the doors, the work behind them, or both. */
import type { RoadLimits } from '#chat/limits.ts'
import { Refusal } from '#kit/refusal.ts'
import type { Config } from '../config.ts'

export const processRoles = ['web', 'worker', 'all'] as const
export type ProcessRole = (typeof processRoles)[number]

export interface Duties {
  hasPhone: boolean
  /** Takes the platforms' posts and serves people. */
  takesPosts: boolean
  /** Answers, sends, and keeps the timetable. */
  worksOff: boolean
  limits: Partial<RoadLimits>
}

/** Nobody in a worker's process hears a post come in, so it looks more often. */
const workerPollMs = 200

/** Refused where the parts could not meet: they share a server's database and real platforms. */
export function dutiesOf(role: ProcessRole, config: Config, hasPhone: boolean): Duties {
  if (role !== 'all' && !config.DATABASE_URL)
    throw new Refusal(
      `--role ${role} needs DATABASE_URL: the embedded database serves one process alone.`,
    )
  if (role !== 'all' && hasPhone)
    throw new Refusal(`--role ${role} has no phone: its stand-ins live in one process, --role all.`)
  return {
    hasPhone,
    takesPosts: role !== 'worker',
    worksOff: role !== 'web',
    limits: role === 'worker' ? { pollMs: workerPollMs } : {},
  }
}
