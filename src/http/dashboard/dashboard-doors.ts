/** What the pages need of the house. */
import type { ApiDoors } from '../api/api-doors.ts'
import type { Readiness } from '../health.ts'

export interface DashboardDoors extends ApiDoors {
  readiness(): Promise<Readiness>
  hasPhone: boolean
  /** The address that people reach the pages by, where the settings name one. */
  publicUrl: string | null
}
