/** Where one can go, by what one may. */
import type { Actor, Scope } from '#domain/identity.ts'
import type { IconName } from './icons.ts'

export interface Place {
  key: 'reports' | 'daily' | 'audit' | 'subscriptions' | 'settings'
  title: string
  /** Where there is little room. */
  short: string
  path: string
  icon: IconName
  needs: Scope
}

export const places: readonly Place[] = [
  {
    ...{ key: 'reports', title: 'Reports', short: 'Reports', path: '/dashboard/reports' },
    ...{ icon: 'reports', needs: 'reports:read' },
  },
  {
    ...{ key: 'daily', title: 'Daily sales', short: 'Daily', path: '/dashboard/daily-sales' },
    ...{ icon: 'sales', needs: 'reports:read' },
  },
  {
    ...{ key: 'audit', title: 'Monthly audit', short: 'Audit', path: '/dashboard/monthly-audit' },
    ...{ icon: 'audit', needs: 'audit:read' },
  },
  {
    ...{
      key: 'subscriptions',
      title: 'Subscriptions',
      short: 'Sent',
      path: '/dashboard/subscriptions',
    },
    ...{ icon: 'clock', needs: 'reports:read' },
  },
  {
    ...{ key: 'settings', title: 'Settings', short: 'Settings', path: '/dashboard/settings' },
    ...{ icon: 'settings', needs: 'reports:read' },
  },
]

export const placesFor = ({ may }: Actor) => places.filter(({ needs }) => may.has(needs))
