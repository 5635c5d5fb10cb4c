import { status } from '../store.ts'
import { Chaos } from './chaos.tsx'
import { Clock } from './clock.tsx'
import { Limits } from './limits.tsx'
import { Next } from './next.tsx'
import { Reset } from './reset.tsx'

/** Everything that makes requests fail, and what they may use. */
export function Failures() {
  return (
    <div class="columns pad">
      <Next />
      <Chaos />
      <Limits />
      {status.value?.clock === 'manual' ? <Clock /> : null}
      <Reset />
    </div>
  )
}
