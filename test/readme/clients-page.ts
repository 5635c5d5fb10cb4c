import { CLIENT_FACTS } from '../../src/client-facts/client-facts.ts'
import { PROXY_FACTS } from '../../src/faults/proxy-facts.ts'

/** The page of what clients and proxies make of answers. */
export function clientsPage(): string {
  return [
    '# What clients make of answers',
    '',
    'Forms of answers that real clients misread. Each was seen with the client itself, in the version that is named. The journal',
    '(`misread`), `bifrost-emulator plan` and the verdict tell when an answer has such a form, and `bifrost-emulator explain CODE` tells',
    'the fact. Written by `test/readme/clients.test.ts`, which plays each scenario: `UPDATE=1` writes it anew.',
    '',
    '| the form | client | what happens |',
    '| --- | --- | --- |',
    ...CLIENT_FACTS.flatMap(({ code, about, clients }) =>
      clients.map(
        ({ client, what }, index) => `| ${index === 0 ? `${about} \`${code}\`` : ''} | ${client} | ${what} |`,
      ),
    ),
    '',
    '## To order them',
    '',
    ...CLIENT_FACTS.flatMap(({ code, scenario }) => [
      `\`${code}\`:`,
      '',
      '```yaml',
      ...asFile(scenario),
      '```',
      '',
    ]),
    '## What proxies make of answers',
    '',
    'Measured with real proxies before a chat stream. `as_proxy` plays each ([FAULTS.md](FAULTS.md#as_proxy)).',
    '',
    '| `as_proxy` | what the client gets | seen with | what clients do |',
    '| --- | --- | --- | --- |',
    ...PROXY_FACTS.map(
      ({ name, about, proxies, clients = '' }) =>
        `| \`${name}\` | ${about} | ${proxies.join('; ')} | ${clients} |`,
    ),
    '',
  ].join('\n')
}

/** A scenario as a file has it. */
export function asFile(scenario: string): readonly string[] {
  const lines = scenario.trimEnd().split('\n')
  return ['scenarios:', ...lines.map((line, index) => `${index === 0 ? '  - ' : '    '}${line}`)]
}
