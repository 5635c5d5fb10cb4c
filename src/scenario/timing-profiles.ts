import type { Timing } from './timing.ts'

/** A pace with a name, and where its figures come from. */
export interface TimingProfile {
  readonly timing: Timing
  /** What was measured, by whom and when; says so where a figure is an estimate. */
  readonly source: string
}

/** Of all models: 40 to 240 ms for each 1,000 tokens of the prompt are published (nirmalya.net, February 2026). */
const PROMPT = 50

function model(first: number, speed: number, source: string): TimingProfile {
  return {
    timing: {
      first_token_ms: first,
      tokens_per_second: speed,
      jitter: 0.3,
      distribution: 'lognormal',
      prompt_ms_per_1000_tokens: PROMPT,
    },
    source,
  }
}

/**
 * Paces by name. Measured figures are medians that artificialanalysis.ai showed for Azure on pages without a date, less
 * what the prompt of that measurement takes; the shapes of the distributions are estimates everywhere.
 */
export const timingProfiles: Readonly<Record<string, TimingProfile>> = {
  instant: {
    timing: { first_token_ms: 0, tokens_per_second: 0, jitter: 0 },
    source: 'never waits',
  },
  'gpt-4o': model(
    720,
    115,
    'measured on Azure: 0.77 s, 115 tokens/s (gpt-4o of May 2024; artificialanalysis.ai)',
  ),
  'gpt-4o-mini': model(600, 80, 'estimate; first token about 0.6 s at OpenAI (modelstats.ai, 2026)'),
  'gpt-4.1': model(750, 90, 'estimate, between gpt-4o and gpt-4.1-mini'),
  'gpt-4.1-mini': model(
    640,
    108,
    'measured on Azure: 1.14 s with 10,000 prompt tokens, 107.9 tokens/s (artificialanalysis.ai)',
  ),
  'gpt-4.1-nano': model(
    300,
    150,
    'estimate; first token 0.18 s at OpenAI with short prompts (aiweekly.co, 2026)',
  ),
  'gpt-4-turbo': model(
    900,
    36,
    'speed measured: 35.7 tokens/s (community.openai.com/t/768559, May 2024); first token is an estimate',
  ),
  'gpt-35-turbo': model(
    350,
    68,
    'speed measured: 67.8 tokens/s (community.openai.com/t/768559, May 2024); first token is an estimate',
  ),
  'gpt-5': model(
    1200,
    155,
    'measured on Azure: 1.70 s, 155 tokens/s with minimal reasoning (artificialanalysis.ai); more thinking takes longer',
  ),
  'gpt-5-mini': model(1000, 150, 'estimate, after gpt-5'),
  o1: model(6000, 100, 'estimate; thinking over a hard question takes much longer'),
  o3: model(
    8000,
    83,
    'speed measured on Azure: 82.6 tokens/s (artificialanalysis.ai); its first token took 37.7 s there, a short question is an estimate',
  ),
  'o3-mini': model(
    4500,
    150,
    'speed measured on Azure: 152.6 tokens/s (artificialanalysis.ai); its first token took 16.1 s there, a short question is an estimate',
  ),
  'o4-mini': model(3000, 110, 'estimate; first token 1.1 s, 62 tokens/s at OpenAI (modelstats.ai, 2026)'),
  slow: {
    timing: { first_token_ms: 3000, tokens_per_second: 12, jitter: 0.4, distribution: 'lognormal' },
    source: 'made up: slow enough to see every token come',
  },
}

export const timingNames: readonly string[] = Object.keys(timingProfiles)

/** What a timing without all its figures is completed with. */
export const DEFAULT_TIMING: Timing = timingProfiles['gpt-4o']!.timing

/** The pace of a deployment, by the two names it goes by: the first that begins with the name of a model (the longest) decides; else gpt-4o's. */
export function timingOf(deployment: string, model: string): Timing {
  return paceNamed(deployment) ?? paceNamed(model) ?? DEFAULT_TIMING
}

function paceNamed(name: string): Timing | undefined {
  let timing = paces.get(name)
  if (timing !== undefined) return timing
  const model = models.find((it) => name.startsWith(it))
  timing = model === undefined ? undefined : timingProfiles[model]!.timing
  if (timing !== undefined && paces.size < MOST_PACES) paces.set(name, timing)
  return timing
}

/** Names come from clients. */
const MOST_PACES = 1000
const paces = new Map<string, Timing>()

const models = timingNames.filter((name) => /^(gpt|o\d)/.test(name)).sort((a, b) => b.length - a.length)
