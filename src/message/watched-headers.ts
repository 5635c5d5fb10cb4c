import { HeaderMap } from './header-map.ts'
import type { HeaderList } from './headers.ts'

/** The headers of a request, and what was read of them. */
export class WatchedHeaders extends HeaderMap {
  /** Lower-case names that somebody asked for, whether they were sent or not. */
  readonly asked = new Set<string>()
  /** Somebody went through all of them. */
  isReadWhole = false

  override get list(): HeaderList {
    this.isReadWhole = true
    return super.list
  }

  override get(name: string): string | undefined {
    this.asked.add(name)
    return super.get(name)
  }

  override last(name: string): string | undefined {
    this.asked.add(name)
    return super.last(name)
  }

  override all(name: string): readonly string[] {
    this.asked.add(name)
    const before = this.isReadWhole
    const all = super.all(name)
    this.isReadWhole = before
    return all
  }

  override has(name: string): boolean {
    this.asked.add(name)
    return super.has(name)
  }

  override names(): readonly string[] {
    this.isReadWhole = true
    return super.names()
  }
}
