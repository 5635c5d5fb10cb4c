import type { Line } from '../start/front-ends.ts'

/** Environment variables that the clients of OpenAI and Azure read. */
export interface EmulatorEnv {
  readonly OPENAI_BASE_URL: string
  readonly OPENAI_API_KEY: string
  readonly AZURE_OPENAI_ENDPOINT: string
  readonly AZURE_OPENAI_API_KEY: string
  readonly OPENAI_API_VERSION: string
}

/** `line`: whom the clients talk to. Any key will do. */
export function clientEnv(url: string, baseURL: string, line: Line): EmulatorEnv {
  return {
    OPENAI_BASE_URL: baseURL,
    OPENAI_API_KEY: 'any',
    // Clients of Azure add /openai/deployments/{name}.
    AZURE_OPENAI_ENDPOINT: url + line.base.replace(/\/openai$/, ''),
    AZURE_OPENAI_API_KEY: 'any',
    OPENAI_API_VERSION: '2024-10-21',
  }
}
