import { spawn, spawnSync } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { cp, readFile, rename, symlink } from 'node:fs/promises'
import path from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { validate } from 'dockerfile-utils'
import { parse, parseAllDocuments } from 'yaml'
import { newFolder, until, writeFiles } from '../disk/support.ts'
import { redisCommand, RedisServer } from '../workers/redis-server.ts'

const ROOT = new URL('../../', import.meta.url).pathname
const recipe = (name: string) => readFile(path.join(ROOT, 'spec/recipes', name), 'utf8')

let dockerfile: readonly string[]
beforeAll(async () => {
  dockerfile = (await recipe('Dockerfile')).split('\n').filter((line) => line !== '' && !line.startsWith('#'))
})

const running: ChildProcess[] = []
afterEach(() => {
  for (const child of running.splice(0)) child.kill('SIGKILL')
})

/** The words of an instruction that is written as a list; of several the last. */
function words(instruction: string): readonly string[] {
  const line = dockerfile.findLast((it) => it.startsWith(instruction))
  return JSON.parse(line!.slice(line!.indexOf('['))) as string[]
}

/** A folder as the image has it: what its last stage copies, and nothing else. */
async function image(): Promise<string> {
  const folder = await newFolder()
  const copied = dockerfile.flatMap((line) => /^COPY --from=build \/build\/(\S+) /.exec(line)?.[1] ?? [])
  expect(copied).toContain('dist')
  for (const name of copied) {
    const [from, to] = [path.join(ROOT, name), path.join(folder, name)]
    await (name === 'node_modules' ? symlink(from, to) : cp(from, to, { recursive: true }))
  }
  return folder
}

/** Runs the entry point in the image's folder with these arguments; where it listens. */
async function run(cwd: string, args: readonly string[]): Promise<string> {
  const [, ...script] = words('ENTRYPOINT')
  const env = { PATH: process.env['PATH'], TMPDIR: process.env['TMPDIR'], BIFROST_EMULATOR_TOKEN: 'secret' }
  const child = spawn(process.execPath, [...script, ...args, '--port', '0'], { cwd, env })
  running.push(child)
  let [out, err] = ['', '']
  child.stdout.on('data', (data) => (out += String(data)))
  child.stderr.on('data', (data) => (err += String(data)))
  await until(
    () => out + err,
    () => out.includes('"event":"ready"') || err !== '',
    90_000,
  )
  expect(err).toBe('')
  return (JSON.parse(out.split('\n').find((line) => line.includes('"event":"ready"'))!) as { url: string })
    .url
}

describe('the Dockerfile', () => {
  test('has nothing that a linter complains of', async () => {
    expect(validate(await recipe('Dockerfile'))).toEqual([])
    const wrong = (await recipe('Dockerfile'))
      .replace('EXPOSE 8080', 'EXPOSE http')
      .replace('--from=build', '--form=build')
    expect(validate(wrong).map(({ message }) => message)).toEqual([
      'Unknown flag: form',
      expect.stringMatching('Invalid containerPort'),
    ])
  })

  test('copies what the build needs, and what the package is', async () => {
    const { files, scripts } = JSON.parse(await readFile(path.join(ROOT, 'package.json'), 'utf8')) as {
      files: string[]
      scripts: Record<string, string>
    }
    const copied = dockerfile.flatMap((line) => /^COPY --from=build \/build\/(\S+) /.exec(line)?.[1] ?? [])
    for (const file of files) expect(copied).toContain(file.split('/')[0])
    // The whole folder is there by then: what the build reads is in it.
    const build = dockerfile.findIndex((line) => line.startsWith('RUN npm run build'))
    expect(dockerfile.slice(0, build)).toContain('COPY . .')
    expect(scripts['build']).toMatch(/^node \.ci\/bundle\.mjs/)
  })

  test('has two stages of one small base, and a user without rights', () => {
    const bases = dockerfile.filter((line) => line.startsWith('FROM'))
    expect(bases.map((line) => line.split(' ')[1])).toEqual(['node:24-slim', 'node:24-slim'])
    const last = dockerfile.lastIndexOf(bases[1]!)
    expect(dockerfile.indexOf('USER node')).toBeGreaterThan(last)
    expect(dockerfile.indexOf('USER node')).toBeLessThan(
      dockerfile.findIndex((line) => line.startsWith('ENTRYPOINT')),
    )
  })

  test('its commands are those of the package', async () => {
    const { scripts } = JSON.parse(await readFile(path.join(ROOT, 'package.json'), 'utf8')) as {
      scripts: object
    }
    const run = dockerfile.flatMap((line) => [...line.matchAll(/npm run (\S+)/g)].map((match) => match[1]!))
    expect(run).not.toEqual([])
    for (const name of run) expect(scripts).toHaveProperty([name])
  })

  test('what it copies starts, and its health check is content', async () => {
    const url = await run(await image(), words('CMD'))
    const [node, ...check] = words('HEALTHCHECK')
    expect(node).toBe('node')
    const at = (port: string) => check.map((word) => word.replace(':8080', `:${port}`))
    expect(spawnSync(process.execPath, at(new URL(url).port)).status).toBe(0)
    expect(spawnSync(process.execPath, at('1')).status).toBe(1)
  })
})

describe('the manifests', () => {
  let server: RedisServer | undefined
  beforeAll(async () => {
    if (redisCommand !== undefined) server = await RedisServer.start()
  }, 60_000)
  afterAll(() => server?.stop())

  test.skipIf(redisCommand === undefined)(
    'of Kubernetes start an emulator of the ConfigMap, which reloads by a swap of links',
    async () => {
      const documents = parseAllDocuments(await recipe('kubernetes.yaml')).map((it) => it.toJS() as never)
      const [map, deployment] = documents as unknown as [
        { data: Record<string, string> },
        { spec: { template: { spec: { containers: readonly Container[] } } } },
      ]
      const [container] = deployment.spec.template.spec.containers
      const mounted = await newFolder()
      await writeFiles(mounted, { '..first/hello.yaml': map.data['hello.yaml']! })
      await symlink('..first', path.join(mounted, '..data'))
      await symlink('..data/hello.yaml', path.join(mounted, 'hello.yaml'))
      const url = await run(
        await image(),
        container!.args.map((it) =>
          it.replace('=/scenarios', `=${mounted}`).replace(/redis:\/\/\S+/, server!.url),
        ),
      )
      for (const { httpGet } of [container!.readinessProbe, container!.livenessProbe])
        expect((await fetch(url + httpGet.path)).status).toBe(200)
      expect(await said(url)).toBe('Hello from the cluster.')

      await writeFiles(mounted, {
        '..second/hello.yaml': map.data['hello.yaml']!.replace('the cluster', 'a new map'),
      })
      await symlink('..second', path.join(mounted, '..data-new'))
      await rename(path.join(mounted, '..data-new'), path.join(mounted, '..data'))
      let answer = ''
      for (
        const end = performance.now() + 60_000;
        answer !== 'Hello from a new map.' && performance.now() < end;
      )
        answer = await said(url)
      expect(answer).toBe('Hello from a new map.')
    },
  )

  test('of compose start an emulator', async () => {
    const { services } = parse(await recipe('compose.yaml')) as {
      services: Record<string, { command: string[] }>
    }
    const url = await run(await image(), services['bifrost-emulator']!.command)
    expect((await fetch(`${url}/_emulator/ready`)).status).toBe(200)
  })

  test.skipIf(redisCommand === undefined)(
    'of compose start instances that are one emulator',
    async () => {
      const { services } = parse(await recipe('compose-instances.yaml')) as {
        services: Record<string, { command: string[] }>
      }
      const command = services['bifrost-emulator']!.command.map((it) => it.replace(/redis:.*/, server!.url))
      // An instance of another test, which was killed, is missed only after a while.
      command.push('--store-name', 'compose')
      const folder = await image()
      const urls = await Promise.all([run(folder, command), run(folder, command)])
      const status = await fetch(`${urls[0]}/_emulator/status`, {
        headers: { authorization: 'Bearer secret' },
      })
      expect(await status.json()).toMatchObject({ store: { up: true, instances: { length: 2 } } })
    },
    180_000,
  )
})

interface Container {
  readonly args: readonly string[]
  readonly readinessProbe: { readonly httpGet: { readonly path: string } }
  readonly livenessProbe: { readonly httpGet: { readonly path: string } }
}

async function said(url: string): Promise<string> {
  const answer = await fetch(`${url}/openai/openai/deployments/gpt-4o/chat/completions`, {
    method: 'POST',
    headers: { 'x-emulator-session': 'probe' },
    body: JSON.stringify({ messages: [{ role: 'user', content: 'hello' }] }),
  })
  return ((await answer.json()) as { choices: { message: { content: string } }[] }).choices[0]!.message
    .content
}
