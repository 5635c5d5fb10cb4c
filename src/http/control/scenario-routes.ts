import type { FastifyInstance } from 'fastify'
import type { ControlContext } from './control-context.ts'

/** `GET /scenarios`: the rules in the order of matching, where they stand and how often they answered. */
export function scenarioRoutes(app: FastifyInstance, { service }: ControlContext): void {
  app.get('/scenarios', () => {
    const { book, deployment } = service.emulator
    const { hits } = deployment
    return {
      scenarios: book.rules.map((rule) => ({
        name: rule.name,
        ...(rule.description === undefined ? {} : { description: rule.description }),
        at: `${rule.file}:${rule.line}:${rule.column}`,
        priority: rule.priority,
        ...(rule.runtime === undefined ? {} : { runtime: true }),
        outcomes: rule.outcomes.map((outcome) => outcome.kind),
        hits: hits.of(rule.name),
      })),
    }
  })
}
